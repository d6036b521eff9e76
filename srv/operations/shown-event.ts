import type { DomainEvent, NamedValue } from '../../lib/events/event.ts'
import { extractValues } from '../../lib/masking/extract-values.ts'
import type { FieldRules } from '../../lib/masking/field-rules.ts'
import { redactEvent } from '../../lib/masking/redact-event.ts'
import { redactorOf } from '../../lib/masking/redact-values.ts'

/** Limit of an event's content, in characters of JSON. Only the body shows longer content. */
export const MAX_CONTENT_LENGTH = 1_000_000

export type Show = (event: DomainEvent) => DomainEvent

/**
 * Shows an event without its record key, because a field has the same value.
 * @param rules masking rules; null = unmasked
 */
export function showWith(rules: FieldRules | null): Show {
  if (rules !== null) return (event) => redactEvent(event, rules)
  return ({ recordKey: _key, ...event }) => event
}

/** The content of an event; null = it is missing or too large. */
export function shownContent(content: DomainEvent | undefined, show: Show) {
  const shown = content === undefined ? null : show(content)
  const contentTooLarge = shown !== null && JSON.stringify(shown).length > MAX_CONTENT_LENGTH
  return { content: contentTooLarge ? null : shown, contentTooLarge }
}

/**
 * The field value that chose the event's lane.
 * @param rules masking rules; null = unmasked
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

/** The fields that contain the subject; null = one is missing. */
function fieldsNamed(
  { recordKey, keys, params }: DomainEvent,
  field: string,
): readonly NamedValue[] | null {
  if (recordKey?.field === field) return [{ name: recordKey.name, value: recordKey.value }]
  const values = [...keys, ...params]
  const named = field.split(', ').map((name) => values.find((value) => value.name === name))
  return named.every((value) => value !== undefined) ? named : null
}
