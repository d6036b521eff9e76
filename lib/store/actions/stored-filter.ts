import type { DeliveryFilter, RecordFilter } from '../queries/record-filter.ts'

/**
 * An earlier version does not know a choice of messages: it would leave it out and act on everything.
 * No action searches in values, so `text` is free. Any version throws on one that is not text, before
 * it acts, and leaves the action to another instance.
 */
const NOT_FOR_EARLIER_VERSIONS = { text: false }

/** A filter as it stands in the row of an action. */
export function toStored(filter: DeliveryFilter): Record<string, unknown> {
  const choosesMessages = filter.messageIds !== undefined || filter.messages !== undefined
  const stored = JSON.parse(JSON.stringify(filter)) as Record<string, unknown>
  return choosesMessages ? { ...stored, ...NOT_FOR_EARLIER_VERSIONS } : stored
}

interface Stored {
  readonly from?: string
  readonly to?: string
  readonly text?: unknown
  readonly messages?: Stored
}

/** The filter that was stored, its times as dates again. */
export function fromStored<Filter extends RecordFilter>(stored: unknown): Filter {
  const { from, to, messages, text: _mark, ...rest } = (stored ?? {}) as Stored
  return {
    ...rest,
    ...(from !== undefined && { from: new Date(from) }),
    ...(to !== undefined && { to: new Date(to) }),
    ...(messages !== undefined && { messages: fromStored<RecordFilter>(messages) }),
  } as Filter
}
