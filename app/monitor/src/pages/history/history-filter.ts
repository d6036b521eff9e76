import { PERIODS } from '../../../../../lib/api/states.ts'
import type { Query } from '../../api/request.ts'
import { type ReceivedRange, receivedIn } from '../messages/message-filter.ts'

/** Filters whose values the address contains: codes and references only. */
const FIELDS = ['kind', 'author', 'subject'] as const
export type HistoryField = (typeof FIELDS)[number]

export interface HistoryFilter extends ReceivedRange {
  readonly fields: Readonly<Partial<Record<HistoryField, string>>>
}

export function readHistoryFilter(address: URLSearchParams): HistoryFilter {
  const fields = FIELDS.map((field) => [field, address.get(field) ?? ''] as const)
  return {
    period: PERIODS.find((period) => period === address.get('period')) ?? 'all',
    from: address.get('from') ?? '',
    to: address.get('to') ?? '',
    fields: Object.fromEntries(fields.filter(([, value]) => value !== '')),
  }
}

export function writeHistoryFilter({ period, from, to, fields }: HistoryFilter): URLSearchParams {
  return new URLSearchParams({
    ...fields,
    ...(period !== 'all' && { period }),
    ...(period === 'between' && { from, to }),
  })
}

/** The filter for the API. */
export function historyQuery(filter: HistoryFilter, now: number): Query {
  return { ...filter.fields, ...receivedIn(filter, now) }
}
