import type { MessageWarning } from './message-warning.ts'
import type { RecordKey } from './records/record-key.ts'

/**
 * The domain form of a sender's message. It knows no SOAP: SuccessFactors' V1 and V2 contracts and
 * Integration Center's own JSON, XML and CSV, and CloudEvents all end here.
 */

/** A date as it was sent, and what it means where it could be read. Never a reason to reject. */
export interface SentDate {
  /** exactly the characters that were sent */
  readonly sent: string
  /** ISO 8601 in UTC: a full instant, or `YYYY-MM-DD` for a calendar date; null = not understood */
  readonly iso: string | null
}

/** A name and value as sent; order and duplicates are kept, a missing value is an empty string. */
export interface NamedValue {
  readonly name: string
  readonly value: string
}

/** One event of a message. Absent elements are null; empty elements are empty strings. */
export interface DomainEvent {
  readonly eventId: string | null
  /** the topic: the event's own (V1), else the message's (V2), else the hint of the route (JSON) */
  readonly type: string | null
  /** OData entity, such as `EmpJob` */
  readonly entityType: string | null
  /** `current`, `future`, `past` as sent (V1: validity); the event's own, else the message's */
  readonly effective: string | null
  /** the event's own, else that of V1's meta part */
  readonly effectiveStartDate: SentDate | null
  /** the event's own, else the message's */
  readonly publishedAt: SentDate | null
  readonly publishedBy: string | null
  /** as sent (`true`, `false`); information, never identity */
  readonly repost: string | null
  readonly keys: readonly NamedValue[]
  readonly params: readonly NamedValue[]
  /** the raw XML inside `eventPayload`; of a record its whole text as sent */
  readonly payload: string | null
  /** every other field of the event, by its local name: unknown is kept */
  readonly more: readonly NamedValue[]
  /** the field that names a record; null = none does. Absent for events of a contract */
  readonly recordKey?: RecordKey | null
  /** it equals an earlier record of its lane, but not the latest one. Told when it is recorded */
  readonly mayBeRepeat?: boolean
}

/** `other`: data of a CloudEvent that is neither XML nor JSON */
export type MessageFormat = 'soap11' | 'soap12' | 'xml' | 'json' | 'csv' | 'other'
/** `record`: a body without a contract, whose records are events (Integration Center) */
export type Contract = 'v1' | 'v2' | 'record' | 'cloudevents'

export interface DecodedMessage {
  readonly format: MessageFormat
  readonly contract: Contract
  readonly externalEventId: string | null
  readonly type: string | null
  readonly publishedAt: SentDate | null
  readonly publishedBy: string | null
  readonly effective: string | null
  readonly repost: string | null
  /** every other field of the message's meta part, by its local name */
  readonly more: readonly NamedValue[]
  readonly events: readonly DomainEvent[]
  /** what was unusual about the body, though it could be read; absent = nothing */
  readonly warnings?: readonly MessageWarning[]
}
