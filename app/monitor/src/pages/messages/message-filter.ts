import {
  EFFECTIVE_RANGES,
  type EffectiveRange,
  MESSAGE_SORTS,
  type MessageSort,
  PERIODS,
  type Period,
} from '../../../../../lib/api/states.ts'
import type { Query } from '../../api/request.ts'
import { type DayRange, dayRangeOf } from './effective-days.ts'

const HOUR_MS = 3_600_000
const LENGTHS: Readonly<Record<string, number>> = {
  hour: HOUR_MS,
  day: 24 * HOUR_MS,
  week: 7 * 24 * HOUR_MS,
  month: 30 * 24 * HOUR_MS,
}

/** Filters whose values a user chooses. The address contains them. */
const CHOSEN_FIELDS = ['status', 'type', 'handler', 'company', 'subject', 'noHandler'] as const
/** Filters whose values a user types. They may be personal, so they travel beside the address. */
export const TYPED_FIELDS = ['client', 'externalEventId', 'eventId', 'correlationId'] as const
export type TypedField = (typeof TYPED_FIELDS)[number]
export type FilterField = (typeof CHOSEN_FIELDS)[number] | TypedField

/** Order of the list. */
export interface MessageOrder {
  readonly sort: MessageSort
  readonly order: 'asc' | 'desc'
}

/** When messages were received. The two ends are times of a date field. */
export interface ReceivedRange {
  readonly period: Period
  readonly from: string
  readonly to: string
}

export interface MessageFilter extends ReceivedRange {
  readonly effective: EffectiveRange | 'any'
  readonly days: DayRange
  readonly fields: Readonly<Partial<Record<FilterField, string>>>
  readonly order: MessageOrder
}

const NEWEST_FIRST: MessageOrder = { sort: 'received', order: 'desc' }

export const NO_FILTER: MessageFilter = {
  period: 'all',
  from: '',
  to: '',
  effective: 'any',
  days: {},
  fields: {},
  order: NEWEST_FIRST,
}

export function isNewestFirst({ sort, order }: MessageOrder): boolean {
  return sort === 'received' && order === 'desc'
}

/** Another program may have put a typed field into an address. */
export function readFilter(search: URLSearchParams): MessageFilter {
  const known = <Value extends string>(name: string, values: readonly Value[]) =>
    values.find((value) => value === search.get(name))
  const given = (name: string) => search.get(name) ?? ''
  const fields = [...CHOSEN_FIELDS, ...TYPED_FIELDS].map((field) => [field, given(field)] as const)
  return {
    period: known('period', PERIODS) ?? 'all',
    from: given('from'),
    to: given('to'),
    effective: known('effective', EFFECTIVE_RANGES) ?? 'any',
    days: { effectiveFrom: given('effectiveFrom'), effectiveTo: given('effectiveTo') },
    fields: Object.fromEntries(fields.filter(([, value]) => value !== '')),
    order: {
      sort: known('sort', MESSAGE_SORTS) ?? 'received',
      order: known('order', ['asc', 'desc'] as const) ?? 'desc',
    },
  }
}

/** The part of a filter that may stand in an address, in the fields of a saved view. */
export function viewOf(filter: MessageFilter): Readonly<Record<string, string>> {
  const { period, from, to, effective, days, fields, order } = filter
  const chosen = {
    ...(period !== 'all' && { period }),
    ...(period === 'between' && { from, to }),
    ...Object.fromEntries(CHOSEN_FIELDS.map((field) => [field, fields[field] ?? ''])),
    ...(effective !== 'any' && { effective }),
    ...(effective === 'between' && days),
    ...(!isNewestFirst(order) && order),
  }
  return Object.fromEntries(
    Object.entries(chosen).filter((entry): entry is [string, string] => Boolean(entry[1])),
  )
}

export function writeFilter(filter: MessageFilter): URLSearchParams {
  return new URLSearchParams(viewOf(filter))
}

/** Number of active filters. */
export function countChosen({ period, effective, fields }: MessageFilter): number {
  const ranges = [period !== 'all', effective !== 'any'].filter(Boolean)
  return Object.keys(fields).length + ranges.length
}

/** The filter for the API, without the order. */
export function queryOf(filter: MessageFilter, now: number): Query {
  const { effective, days, fields } = filter
  return { ...fields, ...receivedIn(filter, now), ...dayRangeOf(effective, days, now) }
}

/** A period starts at a whole minute, so that the cache key stays the same. */
export function receivedIn({ period, from, to }: ReceivedRange, now: number): Query {
  const length = LENGTHS[period]
  if (length !== undefined) {
    const start = Math.floor((now - length) / 60_000) * 60_000
    return { from: new Date(start).toISOString() }
  }
  return period === 'between' ? { from: asTime(from), to: asTime(to) } : {}
}

/** A date field contains the reader's local time. */
function asTime(local: string): string | undefined {
  const time = new Date(local)
  return local === '' || Number.isNaN(time.getTime()) ? undefined : time.toISOString()
}
