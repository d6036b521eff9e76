import { digestOfCause } from '../db/keyed-digest.ts'
import type { Queryable } from '../db/statement.ts'
import type { DeliveryFilter, RecordFilter } from '../queries/record-filter.ts'

interface Stored {
  readonly from?: string
  readonly to?: string
  readonly messages?: Stored
}

/** The filter of an action as it is stored: without the text of an error, which may name people. */
export function toStored(client: Queryable, filter: DeliveryFilter | RecordFilter): unknown {
  const { cause, ...rest } = filter as DeliveryFilter
  return cause === undefined ? rest : { ...rest, causeDigest: digestOfCause(client, cause) }
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
