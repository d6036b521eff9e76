import type { DomainEvent, NamedValue } from '../../lib/events/event.ts'
import { extractValues } from '../../lib/masking/extract-values.ts'
import type { FieldRules } from '../../lib/masking/field-rules.ts'
import { redactorOf } from '../../lib/masking/redact-values.ts'

/** Characters of an event's content as JSON. The body shows what is longer. */
export const MAX_CONTENT_LENGTH = 1_000_000

export type Show = (event: DomainEvent) => DomainEvent

/** What an event says, where it is not too large to be shown. */
export function shownContent(content: DomainEvent | undefined, show: Show) {
  const shown = content === undefined ? null : show(content)
  const contentTooLarge = shown !== null && JSON.stringify(shown).length > MAX_CONTENT_LENGTH
  return { content: contentTooLarge ? null : shown, contentTooLarge }
}

/** An operator's form of an event, as it was stored. */
export function editedEvent(body: Buffer): DomainEvent {
  return JSON.parse(body.toString('utf8')) as DomainEvent
}

/**
 * The value that chose the event's lane, as its field says it.
 * @param rules null = values are revealed
 */
export function laneValue(
  event: DomainEvent | undefined,
  field: string | null,
  rules: FieldRules | null,
): string | null {
  if (event === undefined || field === null) return null
  const named = fieldsNamed(event, field)
  if (named === null) return null
  const shown = rules === null ? named : redactorOf(extractValues(event).values, rules)(named)
  return shown.map(({ value }) => value).join(', ')
}

/** The fields that a subject was read from; null = the event does not have them all. */
function fieldsNamed(
  { recordKey, keys, params }: DomainEvent,
  field: string,
): readonly NamedValue[] | null {
  if (recordKey?.field === field) return [{ name: recordKey.name, value: recordKey.value }]
  const values = [...keys, ...params]
  const named = field.split(', ').map((name) => values.find((value) => value.name === name))
  return named.every((value) => value !== undefined) ? named : null
}

/** The event without the key of its record: the same value stands among its fields. */
export function withoutRecordKey({ recordKey: _key, ...event }: DomainEvent): DomainEvent {
  return event
}
