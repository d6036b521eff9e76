import type { Pool } from 'pg'
import { query } from '../db/query.ts'
import { raw, type Sql, sql } from '../db/sql.ts'
import { isOfSender } from '../record/internal-messages.ts'
import { FIRST_ID, LAST_ID } from './id-time.ts'

/** A message with an id that begins as asked. */
export interface IdHit {
  readonly id: string
  readonly field: 'id' | 'externalEventId' | 'correlationId'
  /** the complete id */
  readonly value: string
  readonly receivedAt: Date
  readonly type: string | null
}

const TEXT_IDS = [
  ['externalEventId', 'external_event_id'],
  ['correlationId', 'correlation_id'],
] as const

/** Sorts behind every text with the beginning. */
const LAST_CHARACTER = '\u{10ffff}'

/** Messages whose own, external or correlation id begins with a text. */
export async function findById(pool: Pool, beginning: string, limit: number): Promise<IdHit[]> {
  const range = idRange(beginning)
  const end = beginning + LAST_CHARACTER
  const wanted: Wanted[] = TEXT_IDS.map(([field, column]) => ({
    field,
    column,
    condition: sql`${raw(column)} >= ${beginning} and ${raw(column)} < ${end}`,
    order: column,
  }))
  if (range !== null) {
    const condition = sql`id between ${range.first}::uuid and ${range.last}::uuid`
    wanted.unshift({ field: 'id', column: 'id', condition, order: 'id desc' })
  }
  const found = await Promise.all(wanted.map((one) => query<IdHit>(pool, hits(one, limit))))
  return found.flat().slice(0, limit)
}

interface Wanted {
  readonly field: IdHit['field']
  readonly column: string
  readonly condition: Sql
  readonly order: string
}

function hits({ field, column, condition, order }: Wanted, limit: number): Sql {
  return sql`select id, ${field}::text as field, ${raw(column)}::text as value,
      received_at as "receivedAt", type
    from message m where ${condition} and ${raw(isOfSender('m'))} order by ${raw(order)} limit ${limit}`
}

/** The range of all UUIDs with a beginning; null = it is not one of a UUID. */
function idRange(beginning: string): { readonly first: string; readonly last: string } | null {
  const lower = beginning.toLowerCase()
  if (lower.length > FIRST_ID.length) return null
  const first = lower + FIRST_ID.slice(lower.length)
  if (!/^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/.test(first)) return null
  return { first, last: lower + LAST_ID.slice(lower.length) }
}
