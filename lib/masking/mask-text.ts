import type { DomainEvent, NamedValue } from '../events/event.ts'
import type { FieldRules } from './field-rules.ts'
import { saidValues } from './said-values.ts'

/** Both parts are bounded and the first starts at a boundary: the cost stays linear. */
const MAIL = /(?<![^\s<>"'(),;:])[^\s<>"'(),;:@]{1,64}@[^\s<>"'(),;:@]{1,255}/g

/** Masks what a handler says about an event. */
export interface TextMask {
  text(text: string): string
  /** a copy of data in which the values of personal fields are their names */
  data(data: unknown): unknown
}

const MAX_DEPTH = 6
/** Values of one line: what is wider or deeper is left out, and not shown unmasked. */
const MAX_VALUES = 500
const LEFT_OUT = '…'

/**
 * A mask for what a handler says about an event: all values that it holds become their names, unless they are dates and codes; mail addresses become a mark, and fields that describe a person
 * their names. What it stores is shown in the monitor and kept with the attempt, where no readable key
 * of a person may stand.
 */
export function maskFor(event: DomainEvent, rules: FieldRules): TextMask {
  let named: NamedValue[] | null = null

  function text(given: string): string {
    // Most attempts say nothing: it is looked for with the first text.
    named ??= saidValues(event).filter(({ name }) => rules.kindOf(name) !== 'plain')
    let masked = given
    for (const { name, value } of named) masked = masked.replaceAll(value, mark(name))
    return masked.replace(MAIL, mark('mail'))
  }

  function copy(value: unknown, depth: number, left: { values: number }): unknown {
    if (typeof value !== 'object' || value === null) return value
    left.values -= 1
    if (depth === MAX_DEPTH || left.values < 0) return LEFT_OUT
    if (Array.isArray(value)) return value.map((entry) => copy(entry, depth + 1, left))
    const { toJSON } = value as { toJSON?: unknown }
    if (typeof toJSON === 'function') return copyOfJson(value as { toJSON(): unknown }, depth, left)
    return Object.fromEntries(
      Object.entries(value).map(([name, entry]) => [
        name,
        isSaid(entry) && rules.isPersonalInLogs(name) ? mark(name) : copy(entry, depth + 1, left),
      ]),
    )
  }

  /** What is written is what it says of itself: a date, or fields of its own. */
  function copyOfJson(value: { toJSON(): unknown }, depth: number, left: { values: number }) {
    const json = value.toJSON()
    return typeof json === 'object' ? copy(json, depth + 1, left) : value
  }

  return { text, data: (value) => copy(value, 0, { values: MAX_VALUES }) }
}

/** Where there is no event there is nothing of it to hide. */
export const noMask: TextMask = { text: (text) => text, data: (data) => data }

/** That there is nothing is no secret. */
export function mark(name: string): string {
  return `‹${name}›`
}

/** Lists and objects as a whole: whatever stands under the name of a person describes one. */
function isSaid(value: unknown): boolean {
  if (typeof value === 'object' && value !== null) {
    return 'toJSON' in value || Object.keys(value).length > 0
  }
  return (typeof value === 'string' && value !== '') || typeof value === 'number'
}
