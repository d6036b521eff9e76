import type { Field } from './contract-fields.ts'
import type { DecodedMessage, DomainEvent, NamedValue } from './event.ts'
import { readSentDate } from './sent-date.ts'

type FieldValues = { [F in Field]?: string }

/** Values by field, and all other values. */
export interface Draft {
  readonly values: FieldValues
  readonly more: NamedValue[]
}

export interface EventDraft extends Draft {
  readonly keys: Draft[]
  readonly params: Draft[]
}

export function newEventDraft(): EventDraft {
  return { values: {}, more: [], keys: [], params: [] }
}

/**
 * Builds the event. Values that V1 states once per message (validity, start date) and V2 in its
 * meta part (type, effective) are defaults for its events.
 */
export function toDomainEvent(draft: EventDraft, meta: Draft): DomainEvent {
  const own = draft.values
  const shared = meta.values
  return {
    eventId: own.eventId ?? null,
    type: own.type ?? shared.type ?? null,
    entityType: own.entityType ?? null,
    effective: own.effective ?? shared.effective ?? null,
    effectiveStartDate: readSentDate(own.effectiveStartDate ?? shared.effectiveStartDate ?? null),
    publishedAt: readSentDate(own.publishedAt ?? shared.publishedAt ?? null),
    publishedBy: own.publishedBy ?? null,
    repost: own.repost ?? null,
    keys: draft.keys.map(toNamedValue),
    params: draft.params.map(toNamedValue),
    payload: own.payload ?? null,
    more: draft.more,
  }
}

type MessageFields = Omit<DecodedMessage, 'format' | 'contract' | 'more' | 'events' | 'warnings'>

/** The fields of a message from its meta part. */
export function messageFields({ values }: Draft): MessageFields {
  return {
    externalEventId: values.externalEventId ?? null,
    type: values.type ?? null,
    publishedAt: readSentDate(values.publishedAt ?? null),
    publishedBy: values.publishedBy ?? null,
    effective: values.effective ?? null,
    repost: values.repost ?? null,
  }
}

function toNamedValue(pair: Draft): NamedValue {
  return { name: pair.values.name ?? '', value: pair.values.value ?? '' }
}
