import { firstIdAt } from '../queries/id-time.ts'

/** Limit of each count of an hour. */
export const MAX_OF_AN_HOUR = 50_000

const HOUR_MS = 3_600_000
const DAY_HOURS = 24

/** Range of message ids of a time span. */
export interface IdRange {
  readonly first: string
  readonly end: string
}

/** The last hours, oldest first: start and id range of each. */
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

/** A clock hour, or the part of one that belongs to one of two days. */
export interface HourPart extends IdRange {
  /** start of its hour */
  readonly hour: Date
  /** the 24 hours up to now, or the 24 before */
  readonly day: 'today' | 'before'
}

/**
 * The hours of the last two days, oldest first. Each day is exactly 24 hours long for comparison; the
 * hours at their starts are split.
 */
export function hourParts(now: Date): HourPart[] {
  const end = now.getTime()
  const [today, before] = [end - DAY_HOURS * HOUR_MS, end - 2 * DAY_HOURS * HOUR_MS]
  const next = (Math.floor(end / HOUR_MS) + 1) * HOUR_MS
  const starts = Array.from({ length: 2 * DAY_HOURS }, (_, index) => next - (index + 1) * HOUR_MS)
  const cuts = [...new Set([before, today, ...starts])].sort((a, b) => a - b)
  return cuts.map((start, index) => ({
    hour: new Date(Math.floor(start / HOUR_MS) * HOUR_MS),
    day: start >= today ? 'today' : 'before',
    first: firstIdAt(new Date(start)),
    end: firstIdAt(new Date(cuts[index + 1] ?? next)),
  }))
}
