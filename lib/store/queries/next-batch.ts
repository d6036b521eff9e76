import type { QueryResultRow } from 'pg'
import { query } from '../db/query.ts'
import { raw, type Sql, sql } from '../db/sql.ts'
import type { Queryable } from '../db/statement.ts'
import type { Selection } from './actionable-deliveries.ts'
import type { Position } from './page.ts'
import { rangeOf } from './read-page.ts'
import type { RecordFilter } from './record-filter.ts'

/** Most messages that one batch reads. */
const MAX_EXAMINED = 2_000
/** Larger than every ordinal, handler id and run. */
export const BEHIND_ALL = 2 ** 31 - 1

export interface BatchRequest {
  readonly after: Position | null
  readonly limit: number
  /** id; the action leaves out later messages */
  readonly before: string
}

export interface Batch<Row> {
  readonly rows: readonly Row[]
  /** start of the next batch; null = none */
  readonly position: Position | null
}

export interface BatchKey<Row> {
  /** key columns with their field names, message id first */
  readonly columns: readonly (readonly [column: string, field: keyof Row & string])[]
}

/** The next rows of an action, oldest message first. */
export async function nextBatch<Row extends QueryResultRow>(
  client: Queryable,
  { source, filter, joins, where }: Selection<RecordFilter>,
  { columns }: BatchKey<Row>,
  { after, limit, before }: BatchRequest,
): Promise<Batch<Row>> {
  const range = rangeOf(filter, after, 'asc')
  const last = before < range.last ? before : range.last
  const examined = source({ ...range, last }, MAX_EXAMINED)
  const shown = raw(columns.map(([column, field]) => `${column} as "${field}"`).join(', '))
  const key = raw(columns.map(([column]) => column).join(', '))
  const rows = await query<Row>(
    client,
    sql`select ${shown} from ${examined} x ${joins}
      where ${where} and ${isAfter(key, after)} order by ${key} limit ${limit}`,
  )
  const lastRow = rows.at(-1)
  if (rows.length === limit && lastRow !== undefined) {
    return { rows, position: columns.map(([, field]) => lastRow[field] as string | number) }
  }
  const [end] = await query<{ examined: number; last: string }>(
    client,
    sql`select count(*)::int as examined, max(id::text) as last from ${examined} x`,
  )
  if (end === undefined || end.examined < MAX_EXAMINED) return { rows, position: null }
  return { rows, position: [end.last, ...columns.slice(1).map(() => BEHIND_ALL)] }
}

function isAfter(key: Sql, after: Position | null): Sql {
  if (after === null) return raw('true')
  const [id, ...rest] = after
  const values = rest.reduce<Sql>((row, value) => sql`${row}, ${value}::int`, sql`${id}::uuid`)
  return sql`(${key}) > (${values})`
}
