import { readSentDate } from '../../events/sent-date.ts'
import { InvalidCallError } from '../../outcomes.ts'
import { datingOf, type ENTITIES, type KeyKind, type KnownEntity, shapeOf } from './entities.ts'

/** A day whose name does not end with "Date": `{ day: '2027-01-01' }`. */
export type KeyValue = string | number | { readonly day: string }

/** Keys by name. Days are `YYYY-MM-DD`, or as in an event. */
export type Keys = Readonly<Record<string, KeyValue>>

const NAME = /^[A-Za-z_]\w*$/
const WHOLE = /^-?\d{1,19}$/
const DAY = /^\d{4}-\d{2}-\d{2}$/
/** Names of Edm.DateTime fields, such as `startDate`, `effectiveStartDate`, `issueDate`. */
const NAME_OF_DAY = /(?:Date|_date|^date)$/

/** A text literal, with doubled quotes. */
function textLiteral(text: string): string {
  return `'${text.replaceAll("'", "''")}'`
}

export function dayLiteral(day: string): string {
  return `datetime'${day}T00:00:00'`
}

/** With seconds, the precision of SAP's stamps. */
export function instantLiteral(instant: Date): string {
  return `datetimeoffset'${instant.toISOString().slice(0, 19)}Z'`
}

/** @throws RangeError without the value, because keys name people */
export function keyLiteral(name: string, kind: KeyKind, value: KeyValue): string {
  const text = textOf(value)
  if (kind === 'text') return textLiteral(text)
  if (kind === 'day') return dayLiteral(dayOf(name, text))
  if (!WHOLE.test(text)) throw new RangeError(`expected a whole number as ${name}`)
  return kind === 'long' ? `${text}L` : text
}

/** A day in any known form. */
export function dayOf(name: string, text: string): string {
  const day = readSentDate(text)?.iso?.slice(0, 10)
  if (day === undefined || !DAY.test(day)) {
    throw new RangeError(`expected a day such as 2026-01-31 as ${name}`)
  }
  return day
}

export function textOf(value: KeyValue): string {
  return typeof value === 'object' ? value.day : String(value)
}

/**
 * The kind of a key. For unknown keys, name and value decide: the tenant's metadata are not read.
 */
export function kindOf(entity: string, name: string, value: KeyValue): KeyKind {
  const known = shapeOf(entity)?.keys[name]
  if (known !== undefined) return known
  if (typeof value === 'object') return 'day'
  if (typeof value === 'number') return 'number'
  return NAME_OF_DAY.test(name) && readSentDate(value)?.iso != null ? 'day' : 'text'
}

/** The day in the key of a dated row; undefined = none. */
export function dayInKeys(entity: string, keys: Keys): string | undefined {
  const { datedBy } = datingOf(entity, Object.keys(keys))
  const value = datedBy === null ? undefined : keys[datedBy]
  if (datedBy === null || value === undefined) return undefined
  return kindOf(entity, datedBy, value) === 'day' ? textOf(value) : undefined
}

/** `EmpJob(seqNumber=1L,startDate=datetime'…',userId='7')`, URL-encoded. */
export function keyPath(entity: string, keys: Keys): string {
  const named = Object.entries(keys).map(([name, value]) => {
    const literal = keyLiteral(checkedName(name), kindOf(entity, name, value), value)
    return { name, literal: encodeURIComponent(literal) }
  })
  const [only] = named
  if (only === undefined) throw new RangeError(`expected the keys of ${entity}`)
  const predicate =
    named.length === 1 ? only.literal : named.map((key) => `${key.name}=${key.literal}`).join(',')
  return `/${checkedName(entity)}(${predicate})`
}

const MAX_SHOWN = 40

/** Names go into URLs and filters without encoding. */
export function checkedName(name: string): string {
  if (NAME.test(name)) return name
  throw new RangeError(
    `expected a name of an entity or a field: letters, digits and _, got "${name.slice(0, MAX_SHOWN)}"`,
  )
}

/** `a eq 'x' and b eq 1L` */
export function equals(entity: string, values: Keys): string {
  return Object.entries(values)
    .map(([name, value]) => {
      const literal = keyLiteral(name, kindOf(entity, name, value), value)
      return `${checkedName(name)} eq ${literal}`
    })
    .join(' and ')
}

type ValueOf<Kind extends KeyKind> = Kind extends 'day' ? KeyValue : string | number

/** The complete key of a known entity. */
export type KeysOf<Name extends string> = Name extends KnownEntity
  ? {
      readonly [Key in keyof (typeof ENTITIES)[Name]['keys']]: (typeof ENTITIES)[Name]['keys'][Key] extends KeyKind
        ? ValueOf<(typeof ENTITIES)[Name]['keys'][Key]>
        : never
    }
  : Keys

/**
 * Requires the complete key: SuccessFactors would refuse a partial one.
 * @throws InvalidCallError keys_missing, with names and without values
 */
export function checkWholeKey(entity: string, keys: Keys): void {
  const names = Object.keys(shapeOf(entity)?.keys ?? {})
  const missing = names.filter((name) => keys[name] == null)
  if (missing.length === 0) return
  const given = names.filter((name) => !missing.includes(name)).join(', ') || 'none of them'
  const message = `Expected the whole key of ${entity} (${names.join(', ')}), got ${given}: add ${missing.join(', ')}, or ask with timeLine or query.`
  throw new InvalidCallError('keys_missing', message)
}
