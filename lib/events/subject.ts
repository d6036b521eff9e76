import { hash } from 'node:crypto'
import type { DomainEvent, NamedValue } from './event.ts'
import {
  normalizedName,
  PERSON_KINDS,
  type PersonFields,
  type PersonKind,
  personFields,
} from './person-fields.ts'
import type { RecordKey } from './records/record-key.ts'
import { isSliceField } from './slice-fields.ts'

/** The person or object whose events are kept in order. `event`: the event alone, and the key is empty. */
export interface Subject {
  readonly kind: PersonKind | 'entity' | 'event'
  readonly key: string
  /** the field, or the fields, that the key was read from; null = there is none */
  readonly field: string | null
}

/** A longer key is replaced by its hash, since database indexes refuse rows of a few kilobytes. */
const LONGEST_KEY = 512
/** Names that many entities use for their key: the entity tells them apart. */
const PLAIN_NAMES = new Set(['id', 'code', 'key', 'externalcode', 'subject'])

/**
 * The default subject. A record has it from the field that names it. Otherwise it is a person's id from
 * keys or params in the order of `PERSON_KINDS`, else entity type and keys without the fields that date
 * or number a slice, else the event alone. Blank values do not count; surrounding blanks are cut off.
 */
export function subjectOf(event: DomainEvent, persons: PersonFields = personFields()): Subject {
  if (event.recordKey !== undefined) return subjectOfRecord(event.entityType, event.recordKey)
  const person = personIn([...event.keys, ...event.params], persons)
  if (person !== null) return person
  const keys = event.keys
    .filter(({ name, value }) => !isSliceField(name) && value.trim() !== '')
    .map(({ name, value }) => [name, value.trim()] as const)
    .sort(byNameThenValue)
  if (keys.length === 0) return NOBODY
  const key = bounded(JSON.stringify([event.entityType, keys]))
  return { kind: 'entity', key, field: keys.map(([name]) => name).join(', ') }
}

const NOBODY: Subject = { kind: 'event', key: '', field: null }

function subjectOfRecord(entityType: string | null, recordKey: RecordKey | null): Subject {
  if (recordKey === null) return NOBODY
  const { kind, field, name, value } = recordKey
  if (kind !== 'entity') return { kind, key: bounded(value), field }
  const entity = PLAIN_NAMES.has(normalizedName(name)) ? entityType : null
  const key = JSON.stringify([entity, [[camelCase(name), value]]])
  return { kind, key: bounded(key), field }
}

/** The preferred kind that has a value; within a kind, keys before params. */
function personIn(values: readonly NamedValue[], persons: PersonFields): Subject | null {
  const named = values.flatMap(({ name, value }) => {
    const key = value.trim()
    const spelling = normalizedName(name)
    const kind = persons.get(spelling)
    return kind === undefined || key === '' ? [] : [{ kind, spelling, key, field: name }]
  })
  for (const kind of PERSON_KINDS) {
    const [first, ...others] = named.filter((candidate) => candidate.kind === kind)
    if (first === undefined) continue
    const best = others.length === 0 ? first : preferred([first, ...others], persons)
    return { kind, key: bounded(best.key), field: best.field }
  }
  return null
}

/** The field whose spelling comes first in the table. */
function preferred<Named extends { readonly spelling: string }>(
  candidates: readonly [Named, ...Named[]],
  persons: PersonFields,
): Named {
  for (const spelling of persons.keys()) {
    const found = candidates.find((candidate) => candidate.spelling === spelling)
    if (found !== undefined) return found
  }
  return candidates[0]
}

/** Makes spellings equal: `JobApplicationId`, `job_application_id`. */
function camelCase(name: string): string {
  const joined = name.replaceAll(/[\s_-]+(.)/g, (_separator, next: string) => next.toUpperCase())
  if (joined === joined.toUpperCase()) return joined.toLowerCase()
  return joined.slice(0, 1).toLowerCase() + joined.slice(1)
}

function byNameThenValue(a: readonly [string, string], b: readonly [string, string]): number {
  return compare(a[0], b[0]) || compare(a[1], b[1])
}

/** Compares code units, so that the order does not depend on the locale. */
function compare(a: string, b: string): number {
  if (a === b) return 0
  return a < b ? -1 : 1
}

function bounded(key: string): string {
  return key.length <= LONGEST_KEY ? key : `sha256:${hash('sha256', key, 'hex')}`
}
