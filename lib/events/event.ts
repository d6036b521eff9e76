import type { MessageWarning } from './message-warning.ts'
import type { RecordKey } from './records/record-key.ts'

/**
 * The domain form of a message, independent of its format: SuccessFactors' V1 and V2 contracts,
 * Integration Center's JSON, XML and CSV, and CloudEvents.
 */

/** A date as sent, and its meaning if readable. An unreadable date never rejects an event. */
export interface SentDate {
  /** exactly as sent */
  readonly sent: string
  /** ISO 8601 in UTC: a full instant, or `YYYY-MM-DD` for a calendar date; null = not understood */
  readonly iso: string | null
}

/** A name and value as sent. Keeps order and duplicates; a missing value is an empty string. */
export interface NamedValue {
  readonly name: string
  readonly value: string
}

/** The content of an event. Absent elements are null; empty elements are empty strings. */
export interface EventContent {
  /** the sender's id of this event; null = none (V1, most records) */
  readonly eventId: string | null
  /** the topic: the event's own (V1), else the message's (V2), else the URL's (JSON) */
  readonly type: string | null
  /** OData entity, such as `EmpJob` */
  readonly entityType: string | null
  /** `current`, `future`, `past` as sent (V1: validity); the event's own, else the message's */
  readonly effective: string | null
  /** the event's own, else that of V1's meta part */
  readonly effectiveStartDate: SentDate | null
  /** the event's own, else the message's */
  readonly publishedAt: SentDate | null
  /** the user who made the change */
  readonly publishedBy: string | null
  /** as sent (`true`, `false`); not part of the identity */
  readonly repost: string | null
  /** the keys of the entity, as sent; `event.key(name)` reads one. Of a record: all fields */
  readonly keys: readonly NamedValue[]
  /** further values of the event, as sent; `event.param(name)` reads one */
  readonly params: readonly NamedValue[]
  /** the raw XML inside `eventPayload`; for a record its whole text */
  readonly payload: string | null
  /** all other fields of the event, by local name */
  readonly more: readonly NamedValue[]
}

/** One event of a message. */
export interface DomainEvent extends EventContent {
  /** the field that identifies a record; null = none. Absent for events of a contract */
  readonly recordKey?: RecordKey | null
  /** equals an earlier, not the latest, record of its lane; set when it is recorded */
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
  /** all other fields of the message's meta part, by local name */
  readonly more: readonly NamedValue[]
  readonly events: readonly DomainEvent[]
  /** warnings about a readable body; absent = none */
  readonly warnings?: readonly MessageWarning[]
}
