import type { StatsRange } from '../../../../lib/api/states.ts'

/** Formats of numbers, times and sizes. */
export interface Formats {
  readonly locale: string
  readonly number: (value: number) => string
  readonly percent: (share: number) => string
  /** with date and zone */
  readonly exact: (time: string | Date) => string
  readonly clock: (time: string | Date) => string
  /** only the hour of the day */
  readonly hour: (time: string | Date) => string
  readonly day: (time: string | Date) => string
  /** a time at the axis of a chart of this range */
  readonly tick: (time: Date, range: StatsRange) => string
  /** a `YYYY-MM-DD` date, independent of the zone */
  readonly calendarDay: (date: string) => string
  /**
   * The common format for a moment: the clock time today, the date on other days. A past event
   * never appears as future, even if its clock is ahead.
   */
  readonly moment: (time: string, now: number, planned: boolean) => string
  readonly duration: (ms: number) => string
  readonly bytes: (count: number) => string
  readonly list: (items: readonly string[]) => string
}

const SECOND = 1_000
const MINUTE = 60 * SECOND
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

/** @param timeZone default: that of the browser */
export function createFormats(locale: string, timeZone?: string): Formats {
  const times = (options: Intl.DateTimeFormatOptions) =>
    new Intl.DateTimeFormat(locale, { ...options, ...(timeZone !== undefined && { timeZone }) })
  const number = new Intl.NumberFormat(locale)
  const percent = new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: 0 })
  const exact = times({ dateStyle: 'medium', timeStyle: 'long' })
  const clock = times({ timeStyle: 'medium' })
  const hour = times({ hour: 'numeric' })
  const day = times({ dateStyle: 'medium' })
  const minute = times({ hour: 'numeric', minute: '2-digit' })
  const shortDay = times({ month: 'short', day: 'numeric' })
  const calendarDay = new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeZone: 'UTC' })
  const list = new Intl.ListFormat(locale, { type: 'conjunction' })
  const unit = (name: string, digits = 0, unitDisplay: 'short' | 'long' = 'short') => {
    const format = new Intl.NumberFormat(locale, {
      style: 'unit',
      unit: name,
      unitDisplay,
      maximumFractionDigits: digits,
    })
    return (value: number) => format.format(value)
  }
  const ms = unit('millisecond')
  const seconds = unit('second', 1)
  const wholeSeconds = unit('second')
  const minutes = unit('minute')
  const hours = unit('hour')
  const days = unit('day')
  // The short form would be "956 byte".
  const bytes = unit('byte', 0, 'long')
  const kilobytes = unit('kilobyte', 1)
  const megabytes = unit('megabyte', 1)

  return {
    locale,
    number: (value) => number.format(value),
    percent: (share) => percent.format(share),
    exact: (time) => exact.format(new Date(time)),
    clock: (time) => clock.format(new Date(time)),
    hour: (time) => hour.format(new Date(time)),
    day: (time) => day.format(new Date(time)),
    tick: (time, range) => {
      if (range === '1h') return minute.format(time)
      return (range === '24h' ? hour : shortDay).format(time)
    },
    calendarDay: (date) => calendarDay.format(new Date(date)),
    list: (items) => list.format(items),
    moment: (time, now, planned) => {
      const at = planned ? Date.parse(time) : Math.min(Date.parse(time), now)
      return day.format(at) === day.format(now) ? clock.format(at) : day.format(at)
    },
    duration: (given) => {
      // Start and end may come from two clocks.
      const value = Math.max(0, given)
      if (value < SECOND) return ms(Math.round(value))
      if (value < MINUTE) return seconds(value / SECOND)
      if (value < HOUR) return pair(value, MINUTE, minutes, SECOND, wholeSeconds)
      if (value < DAY) return pair(value, HOUR, hours, MINUTE, minutes)
      return pair(value, DAY, days, HOUR, hours)
    },
    bytes: (count) => {
      if (count < 1_000) return bytes(count)
      return count < 1_000_000 ? kilobytes(count / 1_000) : megabytes(count / 1_000_000)
    },
  }
}

type Write = (value: number) => string

function pair(value: number, large: number, writeLarge: Write, small: number, writeSmall: Write) {
  const whole = Math.floor(value / large)
  const rest = Math.floor((value - whole * large) / small)
  return rest === 0 ? writeLarge(whole) : `${writeLarge(whole)} ${writeSmall(rest)}`
}
