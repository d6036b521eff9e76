import { query } from '../db/query.ts'
import { all, raw, type Sql, sql } from '../db/sql.ts'
import type { Queryable } from '../db/statement.ts'
import { type Page, type PageRequest, type Position, pageOf } from './page.ts'
import { type Reading, rangeOf } from './read-page.ts'
import type { MessageFilter } from './record-filter.ts'
import { isEffective } from './resolve-filter.ts'

/** Most candidates to sort. More than these are read in the order of the index. */
const MAX_SORTED = 5_000
/** Most events that a page reads from the index. */
const MAX_EXAMINED = 2_000

interface Dated {
  readonly day: string
}

interface Place {
  readonly day: string
  readonly id: string
}

/**
 * A page of messages by the earliest effective day that matches the filter, then by id. Messages
 * without such a day are left out.
 */
export async function readByEffective<Row>(
  client: Queryable,
  reading: Reading<Row, MessageFilter>,
  { after, limit }: PageRequest,
): Promise<Page<Row>> {
  const { filter, columns, joins, showing, keyOf, order = 'desc' } = reading
  const isShown = all([reading.where, reading.ofSenders?.condition])
  const candidates = reading.source(rangeOf(filter, null), MAX_SORTED + 1)
  const isSorted = await isShort(client, candidates)
  const place = placeOf(after)
  const walked = indexed(reading, place)
  const dated = isSorted ? sortable(candidates, filter, order) : firstOfMessages(walked, filter)
  const rows = await query<Row & Dated>(
    client,
    sql`select ${columns}, x.day::text as day from ${dated} x ${joins} ${showing}
      where ${isShown} and ${isBehind('x.day, x.id', place, order)}
      order by x.day ${raw(order)}, x.id ${raw(order)} limit ${limit + 1}`,
  )
  const page = pageOf(rows, limit, (row) => [...keyOf(row), row.day])
  if (page.next !== null || isSorted) return page
  const end = await endOf(client, walked, order)
  return end === null ? page : { ...page, next: [end.id, end.day], examinedTo: new Date(end.day) }
}

async function isShort(client: Queryable, rows: Sql): Promise<boolean> {
  const [found] = await query<{ count: number }>(
    client,
    sql`select count(*)::int as count from ${rows} x`,
  )
  return (found?.count ?? 0) <= MAX_SORTED
}

/** Few candidates, each with its day. They come sorted: the conditions of a page are then checked for few of them. */
function sortable(candidates: Sql, filter: MessageFilter, order: 'asc' | 'desc'): Sql {
  return sql`(select c.id, d.day from ${candidates} c cross join lateral (
    select min(e.effective_on) as day from event e
    where ${all([raw('e.message_id = c.id'), isEffective('e', filter)])}
  ) d where d.day is not null order by d.day ${raw(order)}, c.id ${raw(order)} offset 0)`
}

/** The next events of the index. */
function indexed(
  { filter, order = 'desc' }: Pick<Reading<never, MessageFilter>, 'filter' | 'order'>,
  place: Place | null,
): Sql {
  const { first, last } = rangeOf(filter, null)
  return sql`(select e.message_id as id, e.effective_on as day, e.ordinal from event e
    where ${all([
      raw('e.effective_on is not null'),
      isEffective('e', filter),
      sql`e.message_id >= ${first}::uuid and e.message_id <= ${last}::uuid`,
      isBehind('e.effective_on, e.message_id', place, order),
    ])}
    order by e.effective_on ${raw(order)}, e.message_id ${raw(order)} limit ${MAX_EXAMINED})`
}

/** Each message once, at the first of its events. */
function firstOfMessages(walked: Sql, filter: MessageFilter): Sql {
  const isEarlier = all([
    raw('o.message_id = w.id and (o.effective_on, o.ordinal) < (w.day, w.ordinal)'),
    isEffective('o', filter),
  ])
  return sql`(select w.id, w.day from ${walked} w
    where not exists (select from event o where ${isEarlier}))`
}

function placeOf(after: Position | null): Place | null {
  const [id, day] = after ?? []
  return typeof id === 'string' && typeof day === 'string' ? { id, day } : null
}

function isBehind(key: string, place: Place | null, order: 'asc' | 'desc'): Sql {
  if (place === null) return raw('true')
  const operator = raw(order === 'desc' ? '<' : '>')
  return sql`(${raw(key)}) ${operator} (${place.day}::date, ${place.id}::uuid)`
}

async function endOf(
  client: Queryable,
  examined: Sql,
  order: 'asc' | 'desc',
): Promise<Place | null> {
  const direction = raw(order === 'desc' ? 'asc' : 'desc')
  const [row] = await query<Place & { examined: number }>(
    client,
    sql`select id, day::text as day, (count(*) over ())::int as examined from ${examined} x
      order by x.day ${direction}, x.id ${direction} limit 1`,
  )
  return row !== undefined && row.examined >= MAX_EXAMINED ? row : null
}
