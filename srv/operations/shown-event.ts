import type { DomainEvent, NamedValue } from '../../lib/events/event.ts'
import type { FieldRules } from '../../lib/masking/field-rules.ts'
import { hidden, shownValue } from '../../lib/masking/shown-value.ts'

/** An operator's form of an event, as it was stored. */
export function editedEvent(body: Buffer): DomainEvent {
  return JSON.parse(body.toString('utf8')) as DomainEvent
}

/** The event as someone without Reveal sees it: what describes a person is the name of its field. */
export function masked(event: DomainEvent, rules: FieldRules): DomainEvent {
  const value = ({ name, value: said }: NamedValue): NamedValue => ({
    name,
    value: shownValue(name, said, rules),
  })
  return {
    ...withoutRecordKey(event),
    publishedBy: hidden('publishedBy', event.publishedBy),
    keys: event.keys.map(value),
    params: event.params.map(value),
    payload: hidden('payload', event.payload),
    more: event.more.map(value),
  }
}

/** The event without the key of its record: the same value stands among its fields. */
export function withoutRecordKey({ recordKey: _key, ...event }: DomainEvent): DomainEvent {
  return event
}
