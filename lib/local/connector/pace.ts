import { setTimeout as delay } from 'node:timers/promises'

export interface PaceClock {
  /** milliseconds */
  now(): number
  wait(ms: number, signal: AbortSignal | undefined): Promise<void>
}

/** Waits until the next call may begin. */
export type Pace = (signal: AbortSignal | undefined) => Promise<void>

const SYSTEM_CLOCK: PaceClock = {
  now: () => performance.now(),
  wait: (ms, signal) => delay(ms, undefined, signal === undefined ? {} : { signal }),
}

/**
 * Spreads calls evenly over each second. A late call makes the next one at most one slot early:
 * after a stall the calls that were missed do not follow in a burst.
 */
export function createPace(perSecond: number, clock: PaceClock = SYSTEM_CLOCK): Pace {
  const slotMs = 1_000 / perSecond
  let due = clock.now()
  // One waits at a time: those who wait together would begin together after a stall.
  let turn: Promise<void> = Promise.resolve()

  async function untilDue(signal: AbortSignal | undefined): Promise<void> {
    const waitMs = due - clock.now()
    if (waitMs > 0) await clock.wait(waitMs, signal)
    due = Math.max(due, clock.now() - slotMs) + slotMs
  }

  return (signal) => {
    turn = turn.then(() => untilDue(signal))
    return turn
  }
}
