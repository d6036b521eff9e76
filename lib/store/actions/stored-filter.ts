import type { RecordFilter } from '../queries/record-filter.ts'

interface Stored {
  readonly from?: string
  readonly to?: string
  readonly messages?: Stored
}

/** Restores a filter from JSON, with dates. */
export function fromStored<Filter extends RecordFilter>(stored: unknown): Filter {
  const { from, to, messages, ...rest } = (stored ?? {}) as Stored
  return {
    ...rest,
    ...(from !== undefined && { from: new Date(from) }),
    ...(to !== undefined && { to: new Date(to) }),
    ...(messages !== undefined && { messages: fromStored<RecordFilter>(messages) }),
  } as Filter
}
