import { randomUUID } from 'node:crypto'
import type { Place } from '../../encryption/places.ts'
import { KEY_ID_BYTES, SEALED_BYTES } from '../../encryption/seal.ts'
import { raw, type Sql } from './sql.ts'
import type { Queryable } from './statement.ts'
import { vaultOf } from './vault-of.ts'

/** Unknown outside of this process: no stored JSON can pass for a sealed value. */
const MARK = `sealed-${randomUUID()}`

/** How a value is read after it was opened. A forgotten one is '', null or []. */
type Kind = 'text' | 'json' | 'list'

interface Marked {
  readonly [MARK]: string | null
  readonly isClear: boolean
  readonly place: string
  readonly kind: Kind
}

/** SQL of a sealed text column. `query` opens it. */
export function sealedText(place: Place, alias: string, column: string): Sql {
  return sealedColumn(place, alias, column, 'text')
}

/** The same for JSON; null = none. */
export function sealedJson(place: Place, alias: string, column: string): Sql {
  return sealedColumn(place, alias, column, 'json')
}

/** The same for a JSON list; none = an empty one. */
export function sealedList(place: Place, alias: string, column: string): Sql {
  return sealedColumn(place, alias, column, 'list')
}

function sealedColumn(place: Place, alias: string, column: string, kind: Kind): Sql {
  return raw(`jsonb_build_object('${MARK}', encode(${alias}.${column}, 'base64'),
    'isClear', ${alias}.key_id is null, 'place', ${place.sql(alias)} || ':${column}', 'kind', '${kind}')`)
}

/** SQL of the length of a body before it was sealed. Each key lengthens it. */
export function clearLength(alias: string): Sql {
  return raw(`(octet_length(${alias}.body) - case when ${alias}.key_id is null then 0 else
    ${SEALED_BYTES} + ${KEY_ID_BYTES} * ('x' || encode(substring(${alias}.body from 2 for 4), 'hex'))::bit(32)::int end)`)
}

/** Whether the rows of a statement may have values to open. */
export function hasSealed(text: string): boolean {
  return text.includes(MARK)
}

/** A stored value, with the row that it is in. */
export interface StoredValue {
  readonly keyId: string | null
  readonly bytes: Buffer
  readonly place: string
}

/**
 * Opens values with one look-up of their keys.
 * @returns in the order given; null = forgotten, empty = damaged
 * @throws ReceiverError key_store_away
 */
export async function openValues(
  client: Queryable,
  values: readonly StoredValue[],
): Promise<(Buffer | null)[]> {
  const sealed = values.filter(({ keyId }) => keyId !== null)
  const opened = sealed.length === 0 ? [] : await vaultOf(client).open(sealed)
  const bySealed = new Map(sealed.map((value, index) => [value, opened[index] ?? null]))
  return values.map((value) => (value.keyId === null ? value.bytes : (bySealed.get(value) ?? null)))
}

interface Found {
  readonly holder: Record<string, unknown>
  readonly name: string
  readonly value: Marked
}

/**
 * Opens the marked values of rows, in place. The object around a forgotten value gets `forgotten: true`.
 */
export async function openRows(client: Queryable, rows: readonly unknown[]): Promise<void> {
  const found: Found[] = []
  for (const row of rows) collect(row, found)
  const present = found.filter(({ value }) => value[MARK] !== null)
  const opened = await openValues(
    client,
    present.map(({ value: { [MARK]: base64, isClear, place } }) => ({
      keyId: isClear ? null : '',
      bytes: Buffer.from(base64 as string, 'base64'),
      place,
    })),
  )
  const bytes = new Map(present.map((one, index) => [one, opened[index] as Buffer | null]))
  for (const one of found) {
    const clear = bytes.get(one)
    one.holder[one.name] = isReadable(clear)
      ? read(one.value.kind, clear)
      : emptyOf(one.value, clear)
    if (clear === null) one.holder.forgotten = true
  }
}

function collect(holder: unknown, found: Found[]): void {
  if (typeof holder !== 'object' || holder === null || Buffer.isBuffer(holder)) return
  if (holder instanceof Date) return
  for (const [name, value] of Object.entries(holder)) {
    if (typeof value !== 'object' || value === null) continue
    if (MARK in value) {
      found.push({ holder: holder as Record<string, unknown>, name, value: value as Marked })
    } else collect(value, found)
  }
}

/** @param clear null = forgotten, undefined = there was no value */
function emptyOf({ kind }: Marked, clear: Buffer | null | undefined): unknown {
  if (kind === 'list') return []
  return kind === 'text' && clear !== undefined ? '' : null
}

/** Of an opened JSON value; null = none, forgotten or damaged. */
export function jsonOf<Value>(clear: Buffer | null | undefined): Value | null {
  return isReadable(clear) ? (JSON.parse(clear.toString('utf8')) as Value) : null
}

function isReadable(clear: Buffer | null | undefined): clear is Buffer {
  return clear != null && clear.length > 0
}

function read(kind: Kind, clear: Buffer): unknown {
  const text = clear.toString('utf8')
  return kind === 'text' ? text : JSON.parse(text)
}
