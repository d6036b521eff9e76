import type { DomainEvent } from '../events/event.ts'
import { decodedLayers } from './decoded-layers.ts'
import { extractValues } from './extract-values.ts'
import type { FieldRules } from './field-rules.ts'
import { mark } from './mark.ts'
import type { Found, PhraseIndex } from './phrase-index.ts'
import { replaceFound } from './replace-found.ts'
import { indexValues } from './value-index.ts'
import { wordsOf } from './words.ts'

/** Bounded, and starts at a boundary: linear time. */
const MAIL = /(?<![^\s<>"'(),;:])[^\s<>"'(),;:@]{1,64}@[^\s<>"'(),;:@]{1,255}/g

/** Masks a handler's texts about an event. */
export interface TextMask {
  text(text: string): string
  /** a copy of data, with field names instead of personal values */
  data(data: unknown): unknown
}

const MAX_DEPTH = 6
/** Values per line. Wider or deeper data are omitted. */
const MAX_VALUES = 500
const LEFT_OUT = '…'
const HIDDEN = mark('hidden')

/**
 * Masks a handler's texts about an event. The field's name replaces each value that is not known to
 * be harmless, in any encoding; a mark replaces mail addresses. The texts are stored with the
 * attempt and visible with Monitor.
 * @param forms the event as received and as edited; null = an unreadable form, so that nothing is
 * shown
 */
export function maskFor(forms: readonly (DomainEvent | null)[], rules: FieldRules): TextMask {
  let known: PhraseIndex | null | undefined
  /** marks that are already in texts and must not be masked again */
  const marks = new Set(['mail', 'id', 'key', 'value', 'hidden'].map(mark))
  const markByName = new Map<string, string>()

  /** Created with the first text: most attempts have none. */
  function index(): PhraseIndex | null {
    if (known !== undefined) return known
    const all = forms.map((form) => (form === null ? null : extractValues(form)))
    const isComplete = all.every((extracted) => extracted?.isComplete === true)
    const values = all.flatMap((extracted) => extracted?.values ?? [])
    known = isComplete ? indexValues(values, rules) : null
    return known
  }

  /** The name of a field may also be a value of the event. */
  function markOf(name: string): string {
    const made = markByName.get(name) ?? newMark(name)
    if (markByName.size < MAX_VALUES) markByName.set(name, made)
    return made
  }

  function newMark(name: string): string {
    const holdsValue = (index()?.find(wordsOf(name)).length ?? 0) > 0
    const made = mark(holdsValue ? 'value' : name)
    marks.add(made)
    return made
  }

  function text(given: string): string {
    const phrases = index()
    if (phrases === null) return given === '' ? '' : HIDDEN
    const found = decodedLayers(given).flatMap((layer): Found[] => {
      const ofMail = [...layer.text.matchAll(MAIL)].map(({ 0: mail, index: start }) => ({
        ...{ start, end: start + mail.length, label: 'mail' },
      }))
      return [...phrases.find(wordsOf(layer.text)), ...ofMail].map(({ start, end, label }) => ({
        ...{ start: layer.startOf(start), end: layer.endOf(end), label },
      }))
    })
    return replaceFound(given, found, marks, markOf)
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
        hasValue(entry) && rules.isPersonalInLogs(name)
          ? markOf(name)
          : copy(entry, depth + 1, left),
      ]),
    )
  }

  /** Masks the JSON form, which is the one that is written. */
  function copyOfJson(value: { toJSON(): unknown }, depth: number, left: { values: number }) {
    const json = value.toJSON()
    return typeof json === 'object' ? copy(json, depth + 1, left) : value
  }

  return {
    text,
    data: (value) => (index() === null ? HIDDEN : copy(value, 0, { values: MAX_VALUES })),
  }
}

/** For texts without an event. */
export const noMask: TextMask = { text: (text) => text, data: (data) => data }

/** Whole lists and objects too: everything in a personal field is personal. */
function hasValue(value: unknown): boolean {
  if (typeof value === 'object' && value !== null) {
    return 'toJSON' in value || Object.keys(value).length > 0
  }
  return (typeof value === 'string' && value !== '') || typeof value === 'number'
}
