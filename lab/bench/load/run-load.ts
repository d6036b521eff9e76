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

/** Runs a sender in its own process and returns its result. */
async function run<Result>(program: string, order: LoadOrder): Promise<Result> {
  const file = `lab/bench/load/${program}`
  const child = forkProgram({ file, env: { NODE_ENV: 'production' } }, 'inherit')
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
