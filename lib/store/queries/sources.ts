import type { DeliveryState, MessageStatus } from '../../states.ts'
import { query } from '../db/query.ts'
import { join, raw, type Sql, sql } from '../db/sql.ts'
import type { Queryable } from '../db/statement.ts'
import type { EventFilter, RecordFilter } from './record-filter.ts'
import { isEffective, type ResolvedNames } from './resolve-filter.ts'

/** A range of message ids, including both ends. */
export interface IdRange {
  readonly first: string
  readonly last: string
  /** newest first for lists, oldest first for actions */
  readonly order: 'desc' | 'asc'
}

/** Builds SQL that selects distinct messages of a range in its order, at most `limit`. */
export type Source = (range: IdRange, limit: number) => Sql

/** A longer list costs more than reading messages one by one. */
const MAX_FOLLOWED = 5_000
/** Limit of lanes to read. */
const MAX_LANES = 50_000

/**
 * Finds the shortest list of messages that contains all matches of a filter. The list may contain too
 * many messages, never too few: the conditions are checked again.
 */
export async function chooseSource(
  client: Queryable,
  filter: EventFilter,
  names: ResolvedNames,
  states: readonly DeliveryState[] = [],
): Promise<Source> {
  const { messageId, messageIds, eventId, externalEventId, correlationId, subjects } = filter
  if (messageId !== undefined) return listed('message', 'id', sql`id = ${messageId}::uuid`)
  if (messageIds !== undefined) {
    return listed('message', 'id', sql`id = any(${messageIds}::uuid[])`)
  }
  if (eventId !== undefined) return listed('event', 'message_id', sql`event_id = ${eventId}`)
  if (externalEventId !== undefined) {
    return listed('message', 'id', sql`external_event_id = ${externalEventId}`)
  }
  if (correlationId !== undefined) {
    return listed('message', 'id', sql`correlation_id = ${correlationId}`)
  }
  if (subjects !== undefined) {
    const ofSubjects = await followedSubjects(client, subjects)
    if (ofSubjects !== null) return ofSubjects
  }
  if (filter.noHandler === true) return withoutHandler
  const wanted = states.length > 0 ? states : filter.status === undefined ? [] : [filter.status]
  const [first, ...others] = await Promise.all(
    wanted.map((state) => byState(client, state, names.handlerId)),
  )
  if (first === undefined) return byEffective(client, filter)
  return others.length === 0 ? first : union([first, ...others])
}

/** The messages with an event in a range of effective days, or all messages if these are many. */
async function byEffective(client: Queryable, filter: RecordFilter): Promise<Source> {
  const condition = isEffective('event', filter)
  if (condition === null) return everything
  const isShort = await isFew(client, sql`select from event where ${condition}`)
  return isShort ? listed('event', 'message_id', condition) : everything
}

async function byState(
  client: Queryable,
  state: DeliveryState | MessageStatus,
  handlerId: number | null,
): Promise<Source> {
  const ofHandler = handlerId === null ? raw('true') : sql`handler_id = ${handlerId}`
  const dueLanes = sql`select * from lane where due_at is not null and ${ofHandler}`
  const parkedLanes = sql`select * from lane where status = 'parked' and ${ofHandler}`
  const heads = (lanes: Sql, condition: Sql) => followedLanes(client, lanes, condition, headOf)
  // Every open delivery is in one of these lanes. A due lane is not parked.
  const open = () =>
    followedLanes(client, sql`${dueLanes} union all ${parkedLanes}`, raw('true'), openOf)
  switch (state) {
    case 'failed':
    case 'FAILED':
      return union([await heads(parkedLanes, raw('true')), unsuccessful('failed')])
    case 'retrying':
    case 'RETRY':
      return heads(dueLanes, sql`l.head_state = 'retrying'`)
    case 'running':
      return heads(dueLanes, sql`l.leased_by is not null`)
    case 'waiting':
      return open()
    case 'scheduled':
    case 'PROCESSING':
      return union([
        await open(),
        listed('deferred_delivery', 'message_id', sql`true`),
        listed('pending_fan_out', 'message_id', sql`true`),
      ])
    case 'NO_HANDLER':
      return withoutHandler
    case 'skipped':
    case 'cancelled':
      return unsuccessful(state)
    case 'DISCARDED':
      return union([
        listed('message', 'id', sql`duplicate_of is not null`),
        listed('message', 'id', sql`discarded is not null`),
        unsuccessful('skipped'),
        unsuccessful('cancelled'),
      ])
    case 'UNDECODABLE':
      return listed('message', 'id', sql`state = 'undecodable'`)
    case 'completed':
    case 'COMPLETED':
      return everything
  }
}

const everything: Source = listed('message', 'id', sql`true`)

const withoutHandler: Source = listed('event', 'message_id', sql`no_handler`)

function unsuccessful(state: 'failed' | 'skipped' | 'cancelled'): Source {
  return listed('unsuccessful_delivery', 'message_id', sql`state = ${state}`)
}

/** Rows of a table with an index in message order. */
function listed(table: string, column: string, condition: Sql): Source {
  const id = raw(column)
  return (range, limit) => sql`(
    select distinct ${id} as id from ${raw(table)}
    where ${condition} and ${within(id, range)}
    order by ${id} ${raw(range.order)} limit ${limit})`
}

function union(sources: readonly Source[]): Source {
  return (range, limit) => sql`(
    select distinct id from (${join(
      sources.map((source) => source(range, limit)),
      ' union all ',
    )}) u
    order by id ${raw(range.order)} limit ${limit})`
}

function within(id: Sql, { first, last }: IdRange): Sql {
  return sql`${id} >= ${first}::uuid and ${id} <= ${last}::uuid`
}

/** The deliveries to follow in a lane (`l`), and their number. */
interface Followed {
  readonly deliveries: Sql
  readonly count: Sql
}

const headOf: Followed = {
  deliveries: raw(`position >= coalesce(l.head_position, l.settled_position + 1)
      order by position limit 1`),
  count: raw('1'),
}
const openOf: Followed = {
  deliveries: raw('position > l.settled_position'),
  count: raw('l.waiting'),
}

/** The messages of open deliveries in lanes, or all messages if these are many. */
async function followedLanes(
  client: Queryable,
  lanes: Sql,
  condition: Sql,
  { deliveries, count }: Followed,
): Promise<Source> {
  const [found] = await query<{ lanes: number; followed: number }>(
    client,
    sql`select count(*)::int as lanes,
        coalesce(sum(${count}) filter (where ${condition}), 0)::int as followed
      from (select * from (${lanes}) l limit ${MAX_LANES + 1}) l`,
  )
  const { lanes: examined = 0, followed = 0 } = found ?? {}
  if (examined > MAX_LANES || followed > MAX_FOLLOWED) return everything
  return (range, limit) => sql`(
    select distinct d.message_id as id
    from (${lanes} offset 0) l cross join lateral (
      select message_id from delivery
      where handler_id = l.handler_id and subject_id = l.subject_id and holds_place and ${deliveries}
    ) d
    where ${condition} and ${within(raw('d.message_id'), range)}
    order by id ${raw(range.order)} limit ${limit})`
}

/** The messages of subjects; null = too many. */
async function followedSubjects(
  client: Queryable,
  subjects: readonly string[],
): Promise<Source | null> {
  const events = sql`select message_id from event where subject_id = any(${subjects}::bigint[])`
  const deliveries = sql`
    select d.message_id from handler h join delivery d on d.handler_id = h.id
    where d.subject_id = any(${subjects}::bigint[])`
  const few = (await isFew(client, events)) && (await isFew(client, deliveries))
  if (!few) return null
  return (range, limit) => sql`(
    select distinct message_id as id from (${events} union all ${deliveries}) s
    where ${within(raw('message_id'), range)}
    order by id ${raw(range.order)} limit ${limit})`
}

async function isFew(client: Queryable, rows: Sql): Promise<boolean> {
  const [found] = await query<{ count: number }>(
    client,
    sql`select count(*)::int as count from (${rows} limit ${MAX_FOLLOWED + 1}) r`,
  )
  return (found?.count ?? 0) <= MAX_FOLLOWED
}
