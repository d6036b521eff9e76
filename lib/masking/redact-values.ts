import type { NamedValue } from '../events/event.ts'
import type { FieldRules } from './field-rules.ts'
import { isFieldName, isHarmless } from './is-harmless.ts'
import { mark } from './mark.ts'
import { indexValues } from './value-index.ts'
import { wordsOf } from './words.ts'

/** A value without Reveal: unchanged if harmless, else the name of its field. */
function redactValue(name: string, value: string, rules: FieldRules): string {
  return isHarmless(name, value, rules) ? value : hidden(name, value)
}

/** Absent and empty values are not secret. */
export function hidden<Value extends string | null>(name: string, value: Value): Value | string {
  return value === null || value === '' ? value : mark(name)
}

/**
 * Redacts fields of one event. Also redacts codes and names that repeat a redacted value.
 * @param all all values of the event
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
