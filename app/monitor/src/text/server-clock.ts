/**
 * Smaller differences of the clocks are ignored: the header has whole seconds, and the answer takes
 * time (ms).
 */
const AGREE_MS = 2_000

export interface ServerClock {
  /** @param date header of an answer @param now time of its arrival, by the browser's clock */
  hear(date: string | null, now: number): void
  /** the time of the service at a time of the browser */
  at(now: number): number
}

/** The clock of the service, derived from its answers. A browser's clock may be wrong by hours. */
export function serverClock(): ServerClock {
  let aheadMs = 0
  return {
    hear(date, now) {
      const told = Date.parse(date ?? '')
      if (Number.isNaN(told)) return
      const difference = told + 500 - now
      aheadMs = Math.abs(difference) < AGREE_MS ? 0 : difference
    },
    at: (now) => now + aheadMs,
  }
}

const clock = serverClock()

export const hearServerTime = (date: string | null) => clock.hear(date, Date.now())
export const serverNow = () => clock.at(Date.now())
