import type { StatsRange } from '../../states.ts'

/** How a range is divided. */
interface Division {
  /** length of a span */
  readonly seconds: number
  readonly spans: number
}

const MINUTE = 60
const HOUR = 60 * MINUTE

export const DIVISIONS: Readonly<Record<StatsRange, Division>> = {
  '1h': { seconds: MINUTE, spans: 60 },
  '24h': { seconds: 15 * MINUTE, spans: 96 },
  '7d': { seconds: 2 * HOUR, spans: 84 },
  '30d': { seconds: 6 * HOUR, spans: 120 },
}

/** Its spans are kept longest. */
export const LONGEST_SPAN = DIVISIONS['30d'].seconds

/** Each count is added to one span of each length. */
export const SPAN_SECONDS = Object.values(DIVISIONS).map(({ seconds }) => seconds)

/**
 * Counts of the last seconds may be missing: messages are counted so long after their receipt that all of
 * them are committed, and processes add their counts from time to time.
 */
export const LAG_MS = 45_000
/** A shorter part of a span says little. */
const MIN_PART_MS = MINUTE * 1_000

/** The spans of a range and of the range before. */
export interface SpanTimes {
  readonly seconds: number
  /** starts, oldest first */
  readonly starts: readonly Date[]
  readonly before: readonly Date[]
}

/** Pure: the last spans of a range up to now. The last one is shown when a minute of it is counted. */
export function spanTimes(range: StatsRange, now: Date): SpanTimes {
  const { seconds, spans } = DIVISIONS[range]
  const ms = seconds * 1_000
  const last = Math.floor((now.getTime() - LAG_MS - MIN_PART_MS) / ms) * ms
  const startsUpTo = (latest: number) =>
    Array.from({ length: spans }, (_, index) => new Date(latest - (spans - 1 - index) * ms))
  return {
    seconds,
    starts: startsUpTo(last),
    before: startsUpTo(last - spans * ms),
  }
}
