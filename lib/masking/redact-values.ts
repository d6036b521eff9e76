import type { NamedValue } from '../events/event.ts'
import type { FieldRules } from './field-rules.ts'
import { isFieldName, isHarmless } from './is-harmless.ts'
import { mark } from './mark.ts'
import { indexValues } from './value-index.ts'
import { wordsOf } from './words.ts'

/** A value for people without Reveal: a harmless one as it is, any other as the name of its field. */
export function redactValue(name: string, value: string, rules: FieldRules): string {
  return isHarmless(name, value, rules) ? value : hidden(name, value)
}

/** An absent or empty value is no secret. */
export function hidden<Value extends string | null>(name: string, value: Value): Value | string {
  return value === null || value === '' ? value : mark(name)
}

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
