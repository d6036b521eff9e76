import type { StatsRange } from '../../../../lib/api/states.ts'
import { niceMax } from './nice-max.ts'

const SECOND = 1_000
const MINUTE = 60 * SECOND
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

/** Ends of an axis of durations whose half is a round time as well (ms). */
const DURATIONS = [
  ...[2, 4, 10, 20, 40, 100, 200, 400, SECOND, 2 * SECOND, 4 * SECOND, 10 * SECOND, 20 * SECOND],
  ...[MINUTE, 2 * MINUTE, 4 * MINUTE, 10 * MINUTE, 20 * MINUTE],
  ...[HOUR, 2 * HOUR, 4 * HOUR, 8 * HOUR, DAY, 2 * DAY, 4 * DAY, 8 * DAY, 16 * DAY, 32 * DAY],
]

export type Unit = 'number' | 'duration'

/** Pure: the end of an axis. Rates may be below 1. */
export function axisEnd(unit: Unit, most: number): number {
  if (unit === 'duration') {
    return DURATIONS.find((end) => end >= most) ?? Math.ceil(most / (2 * DAY)) * 2 * DAY
  }
  return most < 4 && !Number.isInteger(most) ? niceMax(most * 100) / 100 : niceMax(most)
}

/** Pure: the labelled times of a range: round ones in the zone of the reader. */
export function ticksOf(range: StatsRange, from: Date, to: Date): Date[] {
  const ticks: Date[] = []
  const at = new Date(from)
  at.setMinutes(0, 0, 0)
  if (range !== '1h') at.setHours(0)
  while (at <= to) {
    if (at >= from) ticks.push(new Date(at))
    if (range === '1h') at.setMinutes(at.getMinutes() + 15)
    else if (range === '24h') at.setHours(at.getHours() + 6)
    else at.setDate(at.getDate() + (range === '7d' ? 1 : 7))
  }
  return ticks
}
