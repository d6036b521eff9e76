import { once } from 'node:events'
import { askForStarts, type StartedRun } from '../handlers/timed/shared/started-run.ts'
import type { PacedResult } from '../load/load-run.ts'
import type { RunningServer } from '../stage/start-server.ts'

/** The starts that timed handlers have noted. */
export async function startedRuns(server: RunningServer): Promise<readonly StartedRun[]> {
  const answered = once(server.process, 'message')
  server.process.send(askForStarts)
  const [message] = (await answered) as [{ startedRuns: readonly StartedRun[] }]
  return message.startedRuns
}

/**
 * From the answer at the sender to each start of a handler (ms), sorted; below 0 = started before it.
 * @throws Error unless each handler was started once for each message
 */
export function waitsOf(
  runs: readonly StartedRun[],
  { answers, answeredAt }: PacedResult,
  firstSequence: number,
  handlers: number,
): Float64Array {
  const waits = runs.flatMap(([sequence, at]) => {
    const answered = answeredAt[sequence - firstSequence]
    return answered === undefined ? [] : [at - answered]
  })
  if (waits.length === answers * handlers) return Float64Array.from(waits).sort()
  throw new Error(`expected ${answers * handlers} starts, got ${waits.length}`)
}
