import type { NamedCaller } from '../../auth/caller.ts'
import type { DomainEvent } from '../../events/event.ts'
import type { EventIdentity } from '../../events/identity.ts'
import type { MessageWarning } from '../../events/message-warning.ts'
import type { ReadingHints } from '../../events/reading-hints.ts'

/** The subject that events are ordered by, before it has an id. Kind `event` = the event alone. */
export interface SubjectRef {
  readonly kind: string
  readonly key: string
}

/** A delivery of an event to one handler, planned when the event is recorded. */
export interface PlannedDelivery {
  readonly handlerId: number
  readonly subject: SubjectRef
  /** code if planning failed; then the delivery parks. null = it waits for its turn */
  readonly failure: string | null
  /** the handler's start date; null = at once */
  readonly startAt: Date | null
  /** later events of the lane may overtake it until then */
  readonly overtaken: boolean
}

export interface EventToRecord {
  readonly event: DomainEvent
  readonly identity: EventIdentity
  readonly subject: SubjectRef
  /** the field that holds the subject; null = none */
  readonly subjectField: string | null
  /**
   * Reason code of an event that is recorded without an identity and handed to no handler by its type,
   * else null. See `internal-messages.ts` for `internal`.
   */
  readonly discarded: 'other_sender' | 'internal' | 'forgotten' | null
  readonly deliveries: readonly PlannedDelivery[]
}

/** An accepted call on its way into the database. */
export interface MessageToRecord {
  /** UUIDv7; stays the same when the commit is retried */
  readonly id: string
  readonly receivedAt: Date
  readonly caller: NamedCaller
  readonly company: string | null
  readonly correlationId: string
  /** W3C trace context for its attempts; null = not traced */
  readonly traceparent: string | null
  readonly contentType: string | null
  /** of a body that is stored as sent because it could not be unzipped */
  readonly contentEncoding: string | null
  /** event type from the URL, for a body that has none */
  readonly typeHint: string | null
  /** further input for decoding the body; null = none */
  readonly hints: ReadingHints | null
  readonly warnings: readonly MessageWarning[]
  readonly format: string | null
  readonly contract: string | null
  readonly type: string | null
  readonly externalEventId: string | null
  readonly body: Buffer
  /** code of the decoding error; then it has no events. null = decoded */
  readonly errorCode: string | null
  readonly events: readonly EventToRecord[]
}

/** How long something without an event id can be recognised as a duplicate (ms). */
export interface DuplicateWindows {
  /** a whole body with a time of publication, or of contract V1 */
  readonly bodyMs: number
  /** a record that equals the latest one of its lane, from receipt to receipt */
  readonly recordMs: number
}

export interface Recorded {
  /** the first message with the same events; null = all events are new */
  readonly duplicateOf: string | null
  readonly newEvents: number
  /** new events without a handler; 0 if another version may have one */
  readonly withoutHandler: number
  /** ordinals of events that may be duplicates */
  readonly mayBeRepeat: readonly number[]
}
