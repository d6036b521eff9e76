import type { NamedValue } from '../events/event.ts'
import type { FieldRules } from './field-rules.ts'
import { isFieldName } from './is-harmless.ts'
import { hidden, redactValue } from './redact-value.ts'
import { indexValues } from './value-index.ts'
import { wordsOf } from './words.ts'

/**
 * Redacts fields of one event for people without Reveal. A code or a name is hidden as well where it
 * repeats a hidden value.
 * @param all every value of the event
 */
export function redactorOf(
  all: readonly NamedValue[],
  rules: FieldRules,
): (fields: readonly NamedValue[]) => NamedValue[] {
  const index = indexValues(all, rules, { keepIds: true })
  const repeats = (text: string) => index === null || index.find(wordsOf(text)).length > 0
  return (fields) =>
    fields.map(({ name, value }) => ({
      name: isFieldName(name) && !repeats(name) ? name : hidden('name', name),
      value: repeats(value) ? hidden(name, value) : redactValue(name, value, rules),
    }))
}
