import { query } from '../db/query.ts'
import { raw, sql } from '../db/sql.ts'
import type { Queryable } from '../db/statement.ts'
import type { Selection } from './actionable-deliveries.ts'
import type { Position } from './page.ts'
import { BEHIND_ALL, endOf, isBehind, MAX_EXAMINED, rangeOf } from './read-page.ts'
import type { RecordFilter } from './record-filter.ts'

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

/** Key columns with their field names, message id first. */
export type BatchKey<Row> = readonly (readonly [column: string, field: keyof Row & string])[]

/** The next rows of an action, oldest message first. */
export async function nextBatch<Row extends object>(
  client: Queryable,
  { source, filter, joins, where }: Selection<RecordFilter>,
  columns: BatchKey<Row>,
  { after, limit, before }: BatchRequest,
): Promise<Batch<Row>> {
  const range = rangeOf(filter, after, 'asc')
  const last = before < range.last ? before : range.last
  const examined = source({ ...range, last }, MAX_EXAMINED)
  const shown = raw(columns.map(([column, field]) => `${column} as "${field}"`).join(', '))
  const key = columns.map(([column]) => column)
  const rows = await query<Row>(
    client,
    sql`select ${shown} from ${examined} x ${joins}
      where ${where} and ${isBehind(key, after, 'asc')} order by ${raw(key.join(', '))} limit ${limit}`,
  )
  const lastRow = rows.at(-1)
  if (rows.length === limit && lastRow !== undefined) {
    return { rows, position: columns.map(([, field]) => lastRow[field] as string | number) }
  }
  const end = await endOf(client, examined, 'asc')
  return { rows, position: end === null ? null : [end, ...columns.slice(1).map(() => BEHIND_ALL)] }
}
