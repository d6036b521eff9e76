import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { forkProgram } from '../stage/fork-program.ts'
import type { CallCounts, LoadOrder, LoadResult, PacedOrder, PacedResult } from './load-run.ts'

/** As fast as the answers come, over 100 connections. @throws Error unless every answer is 200 */
export async function hammer(order: LoadOrder): Promise<LoadResult> {
  return good(await run<LoadResult>('hammer.ts', order), order)
}

/** At a steady pace, whatever the answers do. @throws Error unless every answer is 200 */
export async function sendPaced(order: PacedOrder): Promise<PacedResult> {
  return good(await run<PacedResult>('paced-sender.ts', order), order)
}

/** The longest load that work can need (s). */
const LONGEST_SECONDS = 3_600

/** Sends at a steady pace until the work has ended. @throws Error unless every answer is 200 */
export async function underLoad<Result>(
  order: Omit<PacedOrder, 'seconds'>,
  work: () => Promise<Result>,
): Promise<{ readonly result: Result; readonly sent: PacedResult }> {
  const paced = { ...order, seconds: LONGEST_SECONDS }
  const child = start('paced-sender.ts')
  const sending = resultOf<PacedResult>('paced-sender.ts', child, paced)
  // A failure is thrown below, after the work.
  sending.catch(() => undefined)
  const result = await work().finally(() => child.connected && child.send('stop'))
  return { result, sent: good(await sending, paced) }
}

/** Runs a sender in its own process and returns its result. */
function run<Result>(program: string, order: LoadOrder): Promise<Result> {
  return resultOf(program, start(program), order)
}

function start(program: string): ChildProcess {
  const file = `lab/bench/load/${program}`
  return forkProgram({ file, env: { NODE_ENV: 'production' } }, 'inherit')
}

async function resultOf<Result>(
  program: string,
  child: ChildProcess,
  order: LoadOrder,
): Promise<Result> {
  const ended = once(child, 'exit')
  let result: Result | null = null
  child.once('message', (message) => {
    result = message as Result
  })
  child.send(order)
  const [code] = await ended
  if (result !== null) return result
  throw new Error(`${program} ended with ${code} and without a result`)
}

function good<Result extends CallCounts>(result: Result, { url }: LoadOrder): Result {
  const { answers, otherStatuses, errors } = result
  if (answers > 0 && otherStatuses === 0 && errors === 0) return result
  throw new Error(
    `${url}: expected status 200 for every call, got ${answers} of them, ${otherStatuses} others and ${errors} errors`,
  )
}
