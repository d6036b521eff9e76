import type { Query } from '../../api/request.ts'

export const PERIODS = ['hour', 'day', 'week', 'month', 'all', 'between'] as const
export type Period = (typeof PERIODS)[number]

const HOUR_MS = 3_600_000
const LENGTHS: Readonly<Record<string, number>> = {
  hour: HOUR_MS,
  day: 24 * HOUR_MS,
  week: 7 * 24 * HOUR_MS,
  month: 30 * 24 * HOUR_MS,
}

/** The address fields that select messages. None of them is personal. */
export const FILTER_FIELDS = [
  'status',
  'type',
  'handler',
  'company',
  'client',
  'externalEventId',
  'eventId',
  'correlationId',
  'subject',
] as const
export type FilterField = (typeof FILTER_FIELDS)[number]

export interface MessageFilter {
  readonly period: Period
  readonly from: string
  readonly to: string
  readonly fields: Readonly<Partial<Record<FilterField, string>>>
}

export function readFilter(search: URLSearchParams): MessageFilter {
  const period = PERIODS.find((known) => known === search.get('period')) ?? 'all'
  const fields = FILTER_FIELDS.map((field) => [field, search.get(field) ?? ''] as const)
  return {
    period,
    from: search.get('from') ?? '',
    to: search.get('to') ?? '',
    fields: Object.fromEntries(fields.filter(([, value]) => value !== '')),
  }
}

export function writeFilter({ period, from, to, fields }: MessageFilter): URLSearchParams {
  const search = new URLSearchParams()
  if (period !== 'all') search.set('period', period)
  if (period === 'between') {
    if (from !== '') search.set('from', from)
    if (to !== '') search.set('to', to)
  }
  for (const [field, value] of Object.entries(fields)) if (value !== '') search.set(field, value)
  return search
}

/** Number of active filters. */
export function countChosen({ period, fields }: MessageFilter): number {
  return Object.keys(fields).length + (period === 'all' ? 0 : 1)
}

/**
 * The filter for the API. A period starts at a whole minute, so that the cache key stays the same.
 */
export function queryOf({ period, from, to, fields }: MessageFilter, now: number): Query {
  const length = LENGTHS[period]
  if (length !== undefined) {
    const start = Math.floor((now - length) / 60_000) * 60_000
    return { ...fields, from: new Date(start).toISOString() }
  }
  if (period !== 'between') return fields
  return { ...fields, from: asTime(from), to: asTime(to) }
}

/** A date field contains the reader's local time. */
function asTime(local: string): string | undefined {
  const time = new Date(local)
  return local === '' || Number.isNaN(time.getTime()) ? undefined : time.toISOString()
}
