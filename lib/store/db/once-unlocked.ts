import { setTimeout } from 'node:timers/promises'
import { ReceiverError } from '../../errors.ts'

const FIRST_PAUSE_MS = 500
const MAX_PAUSE_MS = 8_000
/** How long a start waits for others to release their locks. */
export const LOCK_WAIT_MS = 10 * 60_000
/** lock_not_available, deadlock_detected */
const BLOCKED = new Set<unknown>(['55P03', '40P01'])

/**
 * Does work that gives way where others hold its locks. All who queued behind it go on before the next try.
 * @param what the work waits for, as in "expected … in time"
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
      if (performance.now() + pauseMs > deadline) throw waitedInVain(what, error)
    }
    await setTimeout(pauseMs)
  }
}

export function waitedInVain(what: string, cause?: unknown): ReceiverError {
  return new ReceiverError(
    'database_unavailable',
    `expected ${what} in time, waited in vain: look in pg_stat_activity for what holds the locks, then start again`,
    { cause },
  )
}
