import type { FieldRules } from './field-rules.ts'
import { isHarmless } from './is-harmless.ts'
import { mark } from './mark.ts'

/** A value for people without Reveal: a harmless one as it is, any other as the name of its field. */
export function redactValue(name: string, value: string, rules: FieldRules): string {
  return isHarmless(name, value, rules) ? value : hidden(name, value)
}

/** An absent or empty value is no secret. */
export function hidden<Value extends string | null>(name: string, value: Value): Value | string {
  return value === null || value === '' ? value : mark(name)
}
