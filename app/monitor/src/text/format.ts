/** How numbers, times and sizes are written for the reader. */
export interface Formats {
  readonly locale: string
  readonly number: (value: number) => string
  readonly percent: (share: number) => string
  readonly exact: (time: string | Date) => string
  readonly clock: (time: string | Date) => string
  /** the hour of the day alone */
  readonly hour: (time: string | Date) => string
  readonly day: (time: string | Date) => string
  /** of `YYYY-MM-DD`, which is the same day in every zone */
  readonly calendarDay: (date: string) => string
  readonly relative: (time: string | Date | number, now: number) => string
  readonly duration: (ms: number) => string
  readonly bytes: (count: number) => string
  readonly list: (items: readonly string[]) => string
}

const SECOND = 1_000
const MINUTE = 60 * SECOND
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

export function createFormats(locale: string): Formats {
  const number = new Intl.NumberFormat(locale)
  const percent = new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: 0 })
  const exact = new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'medium' })
  const clock = new Intl.DateTimeFormat(locale, { timeStyle: 'medium' })
  const hour = new Intl.DateTimeFormat(locale, { hour: 'numeric' })
  const day = new Intl.DateTimeFormat(locale, { dateStyle: 'medium' })
  const calendarDay = new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeZone: 'UTC' })
  const relative = new Intl.RelativeTimeFormat(locale, { numeric: 'auto', style: 'short' })
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
  // In short it would be "956 byte".
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
    calendarDay: (date) => calendarDay.format(new Date(date)),
    list: (items) => list.format(items),
    relative: (time, now) => relativeTo(relative, new Date(time).getTime() - now),
    duration: (given) => {
      // Its ends may come from two clocks.
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

function relativeTo(format: Intl.RelativeTimeFormat, difference: number): string {
  const size = Math.abs(difference)
  if (size < 5 * SECOND) return format.format(0, 'second')
  if (size < MINUTE) return format.format(Math.round(difference / SECOND), 'second')
  if (size < HOUR) return format.format(Math.round(difference / MINUTE), 'minute')
  if (size < DAY) return format.format(Math.round(difference / HOUR), 'hour')
  return format.format(Math.round(difference / DAY), 'day')
}
