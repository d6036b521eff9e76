import { firstIdAt } from '../queries/id-time.ts'

/** Limit of each count of an hour. */
export const MAX_OF_AN_HOUR = 50_000
/** Limit of each count of a part of an hour. */
export const MAX_OF_A_PART = 25_000

const HOUR_MS = 3_600_000
const PART_MS = HOUR_MS / 4
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

/** A quarter of a clock hour, or the piece of one that belongs to one of two days. */
export interface HourPart extends IdRange {
  /** start of its hour */
  readonly hour: Date
  /** the 24 hours up to now, or the 24 before */
  readonly day: 'today' | 'before'
}

/**
 * The parts of the last two days, oldest first. Each day is exactly 24 hours long for comparison; the
 * parts at their starts are split.
 */
export function hourParts(now: Date): HourPart[] {
  const end = now.getTime()
  const [today, before] = [end - DAY_HOURS * HOUR_MS, end - 2 * DAY_HOURS * HOUR_MS]
  const next = (Math.floor(end / PART_MS) + 1) * PART_MS
  const starts: number[] = []
  for (let start = next - PART_MS; start > before; start -= PART_MS) starts.push(start)
  const cuts = [...new Set([before, today, ...starts])].sort((a, b) => a - b)
  return cuts.map((start, index) => ({
    hour: new Date(Math.floor(start / HOUR_MS) * HOUR_MS),
    day: start >= today ? 'today' : 'before',
    first: firstIdAt(new Date(start)),
    end: firstIdAt(new Date(cuts[index + 1] ?? next)),
  }))
}
