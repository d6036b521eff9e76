import { firstIdAt } from '../queries/id-time.ts'

/** Of one hour at most: what is more is shown as this. */
export const MAX_OF_AN_HOUR = 50_000

const HOUR_MS = 3_600_000

/** The last hours, oldest first: when each begins, and the ids between which its messages stand. */
export function hourRanges(
  now: Date,
  hours: number,
): {
  readonly starts: readonly Date[]
  readonly firsts: readonly string[]
  readonly ends: readonly string[]
} {
  const last = Math.floor(now.getTime() / HOUR_MS)
  const times = Array.from({ length: hours }, (_, index) => (last - hours + 1 + index) * HOUR_MS)
  return {
    starts: times.map((time) => new Date(time)),
    firsts: times.map((time) => firstIdAt(new Date(time))),
    ends: times.map((time) => firstIdAt(new Date(time + HOUR_MS))),
  }
}
