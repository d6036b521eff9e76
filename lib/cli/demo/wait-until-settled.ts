import { setTimeout as delay } from 'node:timers/promises'
import { handlersOf, moving, type Tally } from './tally.ts'

export interface WaitOptions {
  readonly read: () => Promise<Tally>
  /** deliveries that are to be completed, parked or behind a parked one */
  readonly deliveries: number
  /** longest wait (ms) */
  readonly limitMs: number
  readonly signal: AbortSignal
  readonly onProgress: (settled: number) => void
}

const POLL_MS = 200
/** Nothing moves and nothing is missing any more, or will come. */
const QUIET_MS = 5_000

/** Waits until all deliveries are settled or parked, nothing moves any more, or the time is over. */
export async function waitUntilSettled(options: WaitOptions): Promise<Tally> {
  const deadline = performance.now() + options.limitMs
  let quietSince = performance.now()
  for (;;) {
    const tally = await options.read()
    const settled = settledIn(tally)
    options.onProgress(settled)
    const now = performance.now()
    if (moving(tally) > 0) quietSince = now
    else if (settled >= options.deliveries || now - quietSince > QUIET_MS) return tally
    if (now > deadline) return tally
    await delay(POLL_MS, undefined, { signal: options.signal })
  }
}

function settledIn(tally: Tally): number {
  return handlersOf(tally).reduce(
    (total, { completed, parked, behind }) => total + completed + parked + behind,
    0,
  )
}
