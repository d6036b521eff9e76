export interface RateTokenOptions {
  readonly burst: number
  readonly perMinute: number
}

/** A token bucket. `now` is in milliseconds. */
export function createRateTokens({ burst, perMinute }: RateTokenOptions, now: () => number) {
  let left = burst
  let since = now()
  return {
    /** false = no token left */
    take(): boolean {
      const at = now()
      left = Math.min(burst, left + (Math.max(0, at - since) * perMinute) / 60_000)
      since = at
      if (left < 1) return false
      left -= 1
      return true
    },
  }
}
