import { readSentDate } from '../../lib/events/sent-date.ts'

const COMPACT = /^(\d{4})(\d{2})(\d{2})(?:T?(\d{2})(\d{2})(\d{2}))?$/
/** The day's end, in the westernmost zone: nothing is destroyed before its date is over everywhere. */
const DAY_END = 'T23:59:59-12:00'

/**
 * Reads a date that SAP Data Privacy Integration sends: it declares texts, and their form differs. A day
 * counts until its end. @returns null = unreadable
 */
export function readDate(text: string): Date | null {
  const compact = COMPACT.exec(text.trim())
  const [, year, month, day, hour, minute, second] = compact ?? []
  const spelled =
    compact === null
      ? text
      : `${year}-${month}-${day}${hour === undefined ? '' : `T${hour}:${minute}:${second}`}`
  const iso = readSentDate(spelled)?.iso ?? readSentDate(`${spelled.trim()}Z`)?.iso ?? null
  if (iso === null) return null
  const time = new Date(iso.includes('T') ? iso : `${iso}${DAY_END}`)
  return Number.isNaN(time.getTime()) ? null : time
}
