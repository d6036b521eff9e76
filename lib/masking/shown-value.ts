import type { FieldRules } from './field-rules.ts'
import { mark } from './mask-text.ts'

const MAX_CODE = 60

/** A value as someone without Reveal sees it: what describes a person is the name of its field. */
export function shownValue(name: string, value: string, rules: FieldRules): string {
  return rules.kindOf(name) === 'personal' || isFreeText(value) ? hidden(name, value) : value
}

/** That there is nothing is no secret. */
export function hidden<Value extends string | null>(name: string, value: Value): Value | string {
  return value === null || value === '' ? value : mark(name)
}

/** Ids, dates and codes are short and one word: whatever the field is called. */
function isFreeText(value: string): boolean {
  return value.length > MAX_CODE || /[\s@]/.test(value)
}
