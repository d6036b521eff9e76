import { setTimeout } from 'node:timers/promises'
import { ReceiverError } from '../../errors.ts'

const FIRST_PAUSE_MS = 500
const MAX_PAUSE_MS = 8_000
/** Longest wait of a start for locks of other sessions. */
export const LOCK_WAIT_MS = 10 * 60_000
/** lock_not_available, deadlock_detected */
const BLOCKED = new Set<unknown>(['55P03', '40P01'])

/**
 * Retries work that fails on locks of other sessions. Sessions behind it continue during the pause.
 * @param what text for the error: "expected … in time"
 * @param deadline by performance.now()
 * @throws ReceiverError database_unavailable after the deadline
 */
export async function onceUnlocked<Result>(
  what: string,
  deadline: number,
  work: () => Promise<Result>,
): Promise<Result> {
  for (let pauseMs = FIRST_PAUSE_MS; ; pauseMs = Math.min(MAX_PAUSE_MS, pauseMs * 2)) {
    try {
      return await work()
    } catch (error) {
      if (!BLOCKED.has((error as { code?: unknown }).code)) throw error
      if (performance.now() + pauseMs > deadline) throw timedOut(what, error)
    }
    await setTimeout(pauseMs)
  }
}

export function timedOut(what: string, cause?: unknown): ReceiverError {
  return new ReceiverError(
    'database_unavailable',
    `expected ${what} in time, other sessions kept their locks: find the session that holds the locks in pg_stat_activity, then start again`,
    { cause },
  )
}
