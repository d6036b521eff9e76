import type { SentDate } from './event.ts'

/** 1970-04-26: fewer digits are seconds or a compact date, and reading them would be a guess. */
const EARLIEST_EPOCH_MS = 10_000_000_000
/** 2200-01-01: more digits are a compact date-time such as 20210901123000. */
const LATEST_EPOCH_MS = 7_258_118_400_000

const DIGITS = /^\d{11,13}$/
const ODATA_DATE = /^\/Date\((-?\d{1,15})(?:[+-]\d{1,4})?\)\/$/
const ISO_DATE = /^(\d{4})-(\d{2})-(\d{2})(?:Z|[+-]\d{2}:?\d{2})?$/
const ISO_DATE_TIME =
  /^(\d{4})-(\d{2})-(\d{2})[T ](\d{2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?(Z|[+-]\d{2}(?::?\d{2})?)?$/i
const LONGEST_DATE = 64
const DAYS_IN_MONTH = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]

/**
 * Reads a date as senders of Intelligent Services write it and keeps it as sent. Never throws.
 * - all digits, or OData's `/Date(…)/`: epoch milliseconds, a full instant;
 * - `YYYY-MM-DD` (also with the zone that xs:date allows): the calendar date as written;
 * - ISO date-time with an offset: the instant;
 * - ISO date-time without an offset: midnight is how calendar dates are serialised, so the date;
 *   any other time could mean a different instant in each zone, so `iso` is null;
 * - everything else, such as `09/01/2021` (which of them is the month?) and dates that no calendar
 *   has: `iso` is null.
 */
export function readSentDate(text: string | null): SentDate | null {
  if (text === null) return null
  return { sent: text, iso: text.length > LONGEST_DATE ? null : toIso(text.trim()) }
}

function toIso(text: string): string | null {
  if (DIGITS.test(text)) {
    const ms = Number(text)
    return ms >= EARLIEST_EPOCH_MS && ms < LATEST_EPOCH_MS ? instant(ms) : null
  }
  const date = ISO_DATE.exec(text)
  if (date !== null) return calendarDate(date)
  const dateTime = ISO_DATE_TIME.exec(text)
  if (dateTime !== null) return isoDateTime(dateTime)
  const odata = ODATA_DATE.exec(text)
  return odata === null ? null : instant(Number(odata[1]))
}

function calendarDate(parts: RegExpExecArray): string | null {
  const [, year = '', month = '', day = ''] = parts
  const days = daysInMonth(Number(year), Number(month))
  // xs:date knows no year 0000
  if (year === '0000' || day < '01' || Number(day) > days) return null
  return `${year}-${month}-${day}`
}

/** 0 for a month that does not exist. */
function daysInMonth(year: number, month: number): number {
  const isLeap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0)
  return month === 2 && isLeap ? 29 : (DAYS_IN_MONTH[month - 1] ?? 0)
}

function isoDateTime(parts: RegExpExecArray): string | null {
  const [, , , , hour = '00', minute = '00', second = '00', fraction = '0', zone] = parts
  const date = calendarDate(parts)
  if (date === null || hour > '23' || minute > '59' || second > '59') return null
  if (zone === undefined) {
    return `${hour}${minute}${second}${fraction}`.replaceAll('0', '') === '' ? date : null
  }
  const offset = offsetMinutes(zone)
  if (offset === null) return null
  const milliseconds = fraction.padEnd(3, '0').slice(0, 3)
  const utc = Date.parse(`${date}T${hour}:${minute}:${second}.${milliseconds}Z`)
  return instant(utc - offset * 60_000)
}

function offsetMinutes(zone: string): number | null {
  if (zone === 'Z' || zone === 'z') return 0
  const digits = zone.slice(1).replace(':', '')
  const hours = Number(digits.slice(0, 2))
  const minutes = Number(digits.slice(2) || '0')
  // xs:dateTime allows offsets of up to 14 hours
  if (minutes > 59 || hours * 60 + minutes > 14 * 60) return null
  return (zone[0] === '-' ? -1 : 1) * (hours * 60 + minutes)
}

function instant(ms: number): string | null {
  const date = new Date(ms)
  if (Number.isNaN(date.getTime())) return null
  const year = date.getUTCFullYear()
  return year >= 1 && year <= 9999 ? date.toISOString() : null
}
