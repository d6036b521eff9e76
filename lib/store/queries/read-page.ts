import type { Pool } from 'pg'
import { query } from '../db/query.ts'
import { all, isAlwaysTrue, raw, type Sql, sql } from '../db/sql.ts'
import type { Queryable } from '../db/statement.ts'
import { FIRST_ID, firstIdAt, LAST_ID, timeOfId } from './id-time.ts'
import {
  type Count,
  MAX_COUNT,
  type Page,
  type PageRequest,
  type Position,
  pageOf,
} from './page.ts'
import type { RecordFilter } from './record-filter.ts'
import type { IdRange, Source } from './sources.ts'

/** Most messages that a page or a batch reads, to bound its cost for every filter. */
export const MAX_EXAMINED = 2_000
/** Larger than every ordinal, handler id and run. */
export const BEHIND_ALL = 2 ** 31 - 1
/** Most messages that a count with conditions reads; a count without conditions has its own limit. */
const MAX_COUNT_EXAMINED = 4_000

/** Describes a list of rows of messages. The messages are `x`, with `id`. */
export interface Reading<Row, Filter extends RecordFilter = RecordFilter> {
  readonly source: Source
  readonly filter: Filter
  readonly columns: Sql
  /** joins of the conditions */
  readonly joins: Sql
  /** joins of the columns only */
  readonly showing: Sql
  readonly where: Sql
  /** leaves internal messages out; absent = the list shows them */
  readonly ofSenders?: {
    readonly condition: Sql
    /** rows of a message `m` */
    readonly rows: Sql
  }
  /** key columns, message id first */
  readonly key: readonly string[]
  readonly keyOf: (row: Row) => Position
  /** default: newest message first */
  readonly order?: IdRange['order']
}

/** Reads a list of rows of messages: a page, or the number of its rows. */
export function listOf<Row, Filter extends RecordFilter>(
  readingOf: (pool: Pool, filter: Filter) => Promise<Reading<Row>>,
) {
  return {
    list: async (pool: Pool, filter: Filter, page: PageRequest) =>
      readPage(pool, await readingOf(pool, filter), page),
    count: async (pool: Pool, filter: Filter) => countRows(pool, await readingOf(pool, filter)),
  }
}

/** A page of rows in the order of their messages. */
export async function readPage<Row>(
  client: Queryable,
  reading: Reading<Row>,
  { after, limit }: PageRequest,
): Promise<Page<Row>> {
  const { columns, joins, showing, where, ofSenders, key, order = 'desc' } = reading
  const examined = reading.source(rangeOf(reading.filter, after, order), MAX_EXAMINED)
  const isShown = all([where, ofSenders?.condition])
  const keys = raw(key.map((column) => `${column} ${order}`).join(', '))
  const rows = await query<Row>(
    client,
    sql`select ${columns} from ${examined} x ${joins} ${showing}
      where ${isShown} and ${isBehind(key, after, order)} order by ${keys} limit ${limit + 1}`,
  )
  const page = pageOf(rows, limit, reading.keyOf)
  if (page.next !== null) return page
  const end = await endOf(client, examined, order)
  if (end === null) return page
  return { ...page, ...goOn(page.items.at(-1), end, reading) }
}

/** Counts matching rows up to a limit. */
export async function countRows(client: Queryable, reading: Counted): Promise<Count> {
  const isAll = isAlwaysTrue(reading.where)
  const limit = isAll ? MAX_COUNT + 1 : MAX_COUNT_EXAMINED
  const [row] = await query<{ examined: number; matched: number; internal: number }>(
    client,
    countOf(reading, limit, isAll),
  )
  const { examined = 0, matched = 0, internal = 0 } = row ?? {}
  return {
    count: Math.min(matched - internal, MAX_COUNT),
    atLeast: matched > MAX_COUNT || examined >= limit,
  }
}

type Counted = Pick<Reading<never>, 'source' | 'filter' | 'joins' | 'where' | 'ofSenders'> &
  Partial<Pick<Reading<never>, 'key'>>

/** Subtracts internal messages where all are counted: reading each message would cost a third more. */
function countOf(
  { source, filter, joins, where, ofSenders, key }: Counted,
  limit: number,
  isAll: boolean,
): Sql {
  const isCounted = isAll || ofSenders === undefined ? where : all([where, ofSenders.condition])
  const internal =
    isAll && ofSenders !== undefined
      ? sql`(select coalesce(sum(${ofSenders.rows}), 0) from message m where m.discarded = 'internal'
          and m.id >= (select id from x order by id limit 1)
          and m.id <= (select id from x order by id desc limit 1))::int`
      : raw('0')
  // A row for each message: their ids alone are counted.
  const rows = isAll && key?.length === 1 ? raw('x') : sql`x ${joins}`
  return sql`with x as materialized ${source(rangeOf(filter, null), limit)}
    select (select count(*) from x)::int as examined, ${internal} as internal,
      (select count(*) from (
        select from ${rows} where ${isCounted} limit ${MAX_COUNT + 1}) m)::int as matched`
}

export function rangeOf(
  { from, to }: RecordFilter,
  after: Position | null,
  order: IdRange['order'] = 'desc',
): IdRange {
  let first = from === undefined ? FIRST_ID : firstIdAt(from)
  let last = to === undefined ? LAST_ID : firstIdAt(to)
  const id = after?.[0]
  if (typeof id === 'string') {
    if (order === 'desc' && id < last) last = id
    if (order === 'asc' && id > first) first = id
  }
  return { first, last, order }
}

/** SQL: the row comes after this position. */
export function isBehind(
  key: readonly string[],
  after: Position | null,
  order: IdRange['order'],
): Sql {
  if (after === null) return raw('true')
  const [id, ...rest] = after
  const values = rest.reduce<Sql>((row, value) => sql`${row}, ${value}::int`, sql`${id}::uuid`)
  return sql`(${raw(key.join(', '))}) ${raw(order === 'desc' ? '<' : '>')} (${values})`
}

/** The last message read; null = no further messages. */
export async function endOf(
  client: Queryable,
  examined: Sql,
  order: IdRange['order'],
): Promise<string | null> {
  const [row] = await query<{ examined: number; last: string }>(
    client,
    sql`select count(*)::int as examined, ${raw(order === 'desc' ? 'min' : 'max')}(id::text) as last from ${examined} x`,
  )
  return row !== undefined && row.examined >= MAX_EXAMINED ? row.last : null
}

/**
 * A short page continues after the last message read. If new messages have shifted that end, it continues
 * after its own last row.
 */
function goOn<Row>(
  last: Row | undefined,
  end: string,
  { key, keyOf, order = 'desc' }: Reading<Row>,
): Pick<Page<Row>, 'next' | 'examinedTo'> {
  const own = last === undefined ? null : keyOf(last)
  const ownId = own?.[0]
  const isPast = typeof ownId === 'string' && (order === 'desc' ? ownId < end : ownId > end)
  if (own !== null && isPast) {
    return { next: own, examinedTo: timeOfId(ownId) }
  }
  const behindAll = order === 'desc' ? -1 : BEHIND_ALL
  return { next: [end, ...key.slice(1).map(() => behindAll)], examinedTo: timeOfId(end) }
}
