import type { NamedValue } from '../../api/shapes.ts'
import type { Draft } from './changes.ts'

type List = 'keys' | 'params'

/** A value that an error names as missing, and the list to enter it in. */
export interface MissingValue {
  readonly list: List
  readonly name: string
}

/** The texts of `event.key()`, of `successfactors()`, and of the examples for handlers. */
const TEXTS: readonly RegExp[] = [
  /\bexpected the (?:key|parameter|key or parameter) (?<names>[\w.-]+), as every event\b/i,
  /\bexpected an? (?<names>[\w.-]+), the (?:event|record) has none\b/i,
  /\bgot .*: add (?<names>[\w.-]+(?:, [\w.-]+)*), or ask\b/i,
  /\blacks keys of \S+ that can be read: (?<names>[\w.-]+(?:, [\w.-]+)*)/i,
]
const MAX_CAUSES = 5
/** The service names no key of its own. */
const ANY = 'any'

/** Pure. The values that the error of the last attempt names and that the event lacks. */
export function missingValues(error: unknown, draft: Draft): readonly MissingValue[] {
  for (const message of messagesOf(error)) {
    const names = TEXTS.flatMap((text) => text.exec(message)?.groups?.names?.split(', ') ?? [])
    const missing = names.filter((name) => name !== ANY && !hasValue(draft, name))
    if (missing.length > 0) {
      const isParam = /\bthe parameter\b/i.test(message)
      return missing.map((name) => ({ list: listFor(draft, name, isParam), name }))
    }
  }
  return []
}

/** Adds an empty field for each value, unless a blank one is there. */
export function withMissing(draft: Draft, missing: readonly MissingValue[]): Draft {
  const added = (list: List) =>
    missing
      .filter((value) => value.list === list && !has(draft[list], value.name))
      .map(({ name }) => ({ name, value: '' }))
  return {
    ...draft,
    keys: [...draft.keys, ...added('keys')],
    params: [...draft.params, ...added('params')],
  }
}

/** Removes added fields that stayed empty. */
export function withoutEmpty(draft: Draft, before: Draft, missing: readonly MissingValue[]): Draft {
  const isAdded = (list: List, name: string) =>
    missing.some((value) => value.list === list && value.name === name) && !has(before[list], name)
  const kept = (list: List) =>
    draft[list].filter(({ name, value }) => value.trim() !== '' || !isAdded(list, name))
  return { ...draft, keys: kept('keys'), params: kept('params') }
}

function listFor(draft: Draft, name: string, isParam: boolean): List {
  if (has(draft.params, name)) return 'params'
  return isParam ? 'params' : 'keys'
}

function has(values: readonly NamedValue[], name: string): boolean {
  return values.some((entry) => entry.name === name)
}

function hasValue({ keys, params }: Draft, name: string): boolean {
  return [...keys, ...params].some((entry) => entry.name === name && entry.value.trim() !== '')
}

function messagesOf(error: unknown): string[] {
  const messages: string[] = []
  for (let at = error; isRecord(at) && messages.length < MAX_CAUSES; at = at.cause) {
    messages.push(typeof at.message === 'string' ? at.message : '')
  }
  return messages
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null
}
