import type { DomainEvent } from '../../lib/events/event.ts'

/** An operator's form of an event, as it was stored. */
export function editedEvent(body: Buffer): DomainEvent {
  return JSON.parse(body.toString('utf8')) as DomainEvent
}

/** The event without the key of its record: the same value stands among its fields. */
export function withoutRecordKey({ recordKey: _key, ...event }: DomainEvent): DomainEvent {
  return event
}
