import type { NamedCaller } from '../../auth/caller.ts'
import type { DomainEvent } from '../../events/event.ts'
import type { EventIdentity } from '../../events/identity.ts'
import type { MessageWarning } from '../../events/message-warning.ts'
import type { ReadingHints } from '../../events/reading-hints.ts'

/** Whom the order is kept for, before it has an id. Kind `event` = the event alone. */
export interface SubjectRef {
  readonly kind: string
  readonly key: string
}

/** One handler's share of an event, decided when the event is recorded. */
export interface PlannedDelivery {
  readonly handlerId: number
  readonly subject: SubjectRef
  /** code of what went wrong when the handler was asked; it parks with it. null = it waits its turn */
  readonly failure: string | null
  /** the start date that the handler named; null = at once */
  readonly startAt: Date | null
  /** later events of the lane may pass until then */
  readonly overtaken: boolean
}

export interface EventToRecord {
  readonly event: DomainEvent
  readonly identity: EventIdentity
  readonly subject: SubjectRef
  /** the field that the subject was read from; null = none */
  readonly subjectField: string | null
  /** why it is recorded and handed to nobody; null = it counts. It takes no identity either */
  readonly discarded: 'other_sender' | null
  readonly deliveries: readonly PlannedDelivery[]
}

/** An accepted call on its way into the database. */
export interface MessageToRecord {
  /** UUIDv7; stays the same when the commit has to be tried again */
  readonly id: string
  readonly receivedAt: Date
  readonly caller: NamedCaller
  readonly company: string | null
  readonly correlationId: string
  /** W3C trace context that its attempts continue; null = it is not traced */
  readonly traceparent: string | null
  readonly contentType: string | null
  /** of a body that is kept as it was sent because it could not be unzipped */
  readonly contentEncoding: string | null
  /** the type that the address gave, for a body that names none */
  readonly typeHint: string | null
  /** what else is needed to read the body; null = nothing */
  readonly hints: ReadingHints | null
  readonly warnings: readonly MessageWarning[]
  readonly format: string | null
  readonly contract: string | null
  readonly type: string | null
  readonly externalEventId: string | null
  readonly body: Buffer
  /** code of why it could not be decoded; then it has no events */
  readonly errorCode: string | null
  readonly events: readonly EventToRecord[]
}

export interface Recorded {
  /** the message that brought the same first; null = nothing in it was known */
  readonly duplicateOf: string | null
  /** events that were not known */
  readonly newEvents: number
  /** new events that no handler takes; those that another version may still take are not counted */
  readonly withoutHandler: number
  /** places of events that may be repeats */
  readonly mayBeRepeat: readonly number[]
}
