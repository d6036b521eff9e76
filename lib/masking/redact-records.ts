import { PERSON_KINDS } from '../events/person-fields.ts'
import type { FieldRules } from './field-rules.ts'
import { isCode, isFieldName, isId, isTechnicalName } from './is-harmless.ts'
import { hidden, redactorOf } from './redact-values.ts'

const PERSONS: ReadonlySet<string> = new Set(PERSON_KINDS)
const SUBJECT_KINDS: ReadonlySet<string> = new Set([...PERSON_KINDS, 'entity', 'event', 'orderBy'])
/** Names in lists that come from the sender. */
const TECHNICAL_NAMES = ['type', 'typeHint', 'entityType', 'eventId', 'externalEventId'] as const

/**
 * A replacer for JSON.stringify, used for every answer of the operations API. Redacts subject keys
 * and sender's names that are not known to be harmless.
 */
export function redactRecords(rules: FieldRules): (name: string, value: unknown) => unknown {
  return (_name, value) => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return value
    const record = value as Readonly<Record<string, unknown>>
    const names = TECHNICAL_NAMES.filter((name) => isHiddenName(record[name]))
    const subject = isSubject(record)
    const { subjectField } = record
    const isHiddenField = typeof subjectField === 'string' && !isFieldPath(subjectField)
    if (names.length === 0 && !subject && !isHiddenField) return value
    return {
      ...record,
      ...Object.fromEntries(names.map((name) => [name, hidden(name, record[name] as string)])),
      ...(subject && { key: redactKey(record, rules) }),
      ...(isHiddenField && { subjectField: hidden('field', subjectField) }),
    }
  }
}

function isHiddenName(value: unknown): boolean {
  return typeof value === 'string' && value !== '' && !isTechnicalName(value)
}

/** Such as `jobApplication.applicationId`, `rows[0].id` or `code, company`. */
export function isFieldPath(path: string): boolean {
  return path
    .split(/[.,\s]+|(?=\[)/)
    .every((step) => /^\[(?:\d+|\*)\]$/.test(step) || isFieldName(step))
}

interface SubjectRecord {
  readonly kind: string
  readonly key: string
}

function isSubject(record: object): record is SubjectRecord {
  const { kind, key } = record as { kind?: unknown; key?: unknown }
  return typeof kind === 'string' && typeof key === 'string' && SUBJECT_KINDS.has(kind)
}

function redactKey({ kind, key }: SubjectRecord, rules: FieldRules): string {
  if (PERSONS.has(kind)) return isId(key) ? key : hidden(kind, key)
  if (kind === 'entity') return redactEntityKey(key, rules)
  // A handler made this key.
  return isId(key) || isCode(key) ? key : hidden('key', key)
}

/** Without a known person, the key of a record consists of its fields (`lib/events/subject.ts`). */
function redactEntityKey(key: string, rules: FieldRules): string {
  const parts = readKey(key)
  if (parts === null) return hidden('key', key)
  const [entity, fields] = parts
  const values = fields.map(([name, value]) => ({ name, value }))
  const shown = redactorOf(values, rules)(values)
  return JSON.stringify([
    entity !== null && isHiddenName(entity) ? hidden('entityType', entity) : entity,
    shown.map(({ name, value }) => [name, value]),
  ])
}

/** null = truncated or hashed, because it was too long */
function readKey(key: string): [string | null, [string, string][]] | null {
  try {
    return JSON.parse(key)
  } catch {
    return null
  }
}
