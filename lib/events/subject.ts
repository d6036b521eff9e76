import { hash } from 'node:crypto'
import type { Contract, DomainEvent, NamedValue } from './event.ts'

/** Whom the order of an event is kept for. `event`: nobody, and the key is empty. */
export interface Subject {
  readonly kind: 'userId' | 'personIdExternal' | 'perPersonUuid' | 'entity' | 'event'
  readonly key: string
}

const PERSON_KINDS = ['userId', 'personIdExternal', 'perPersonUuid'] as const
/** They tell the records of one entity apart, not the entities. */
const RECORD_KEYS = new Set(['startDate', 'seqNumber'])
/** A longer key is replaced by its hash, since database indexes refuse rows of a few kilobytes. */
const LONGEST_KEY = 512

/**
 * The default subject: userId (keys, then params, then a JSON field userId or employeeId), else
 * personIdExternal, else perPersonUuid, else entity type and keys without startDate and seqNumber,
 * else the event alone. Blank values do not count; blanks around a value are not part of the key.
 */
export function subjectOf(event: DomainEvent, message: { readonly contract: Contract }): Subject {
  for (const kind of PERSON_KINDS) {
    const value = filledValue(event.keys, kind) ?? filledValue(event.params, kind)
    if (value !== null) return { kind, key: bounded(value) }
    const employeeId = kind === 'userId' && message.contract === 'json'
    const alias = employeeId ? filledValue(event.keys, 'employeeId') : null
    if (alias !== null) return { kind, key: bounded(alias) }
  }
  const keys = event.keys
    .filter(({ name, value }) => !RECORD_KEYS.has(name) && value.trim() !== '')
    .map(({ name, value }) => [name, value.trim()])
  if (keys.length === 0) return { kind: 'event', key: '' }
  keys.sort(byNameThenValue)
  return { kind: 'entity', key: bounded(JSON.stringify([event.entityType, keys])) }
}

function filledValue(values: readonly NamedValue[], name: string): string | null {
  for (const candidate of values) {
    if (candidate.name !== name) continue
    const value = candidate.value.trim()
    if (value !== '') return value
  }
  return null
}

function byNameThenValue(a: string[], b: string[]): number {
  return compare(a[0] ?? '', b[0] ?? '') || compare(a[1] ?? '', b[1] ?? '')
}

/** By code units, so that the order is the same on every machine. */
function compare(a: string, b: string): number {
  if (a === b) return 0
  return a < b ? -1 : 1
}

function bounded(key: string): string {
  return key.length <= LONGEST_KEY ? key : `sha256:${hash('sha256', key, 'hex')}`
}
