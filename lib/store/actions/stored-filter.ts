import type { DeliveryFilter, RecordFilter } from '../queries/record-filter.ts'

/** A filter as it stands in the row of an action. */
export function toStored(filter: DeliveryFilter): Record<string, unknown> {
  return JSON.parse(JSON.stringify(filter)) as Record<string, unknown>
}

/** The filter that was stored, its times as dates again. */
export function fromStored<Filter extends RecordFilter>(stored: unknown): Filter {
  const { from, to, ...rest } = (stored ?? {}) as { from?: string; to?: string }
  return {
    ...rest,
    ...(from === undefined ? {} : { from: new Date(from) }),
    ...(to === undefined ? {} : { to: new Date(to) }),
  } as Filter
}
