import { all, raw, type Sql, sql } from '../db/sql.ts'
import type { Queryable } from '../db/statement.ts'
import { isForgotten } from '../record/forgotten-event.ts'
import type { Selection } from './actionable-deliveries.ts'
import { messageFilterConditions } from './list-messages.ts'
import { statusJoin } from './message-status.ts'
import type { RecordFilter } from './record-filter.ts'
import { resolveNames } from './resolve-filter.ts'
import { chooseSource } from './sources.ts'

const joins = raw('join message m on m.id = x.id')

/** Undecodable messages, which can be decoded again. */
export async function undecodableMessages(
  client: Queryable,
  filter: RecordFilter,
): Promise<Selection<RecordFilter>> {
  const undecodable = { ...filter, status: 'UNDECODABLE' as const }
  const names = await resolveNames(client, undecodable)
  return {
    source: await chooseSource(client, undecodable, names),
    filter,
    joins,
    where: all([
      messageFilterConditions(filter, names),
      raw(`m.state = 'undecodable'`),
      filter.status !== undefined && sql`${filter.status} = 'UNDECODABLE'`,
    ]),
  }
}

/** Messages with an event that was discarded for another sender and not handed over. */
export async function discardedMessages(
  client: Queryable,
  filter: RecordFilter,
): Promise<Selection<RecordFilter>> {
  const names = await resolveNames(client, filter)
  const { status } = filter
  return {
    source: await chooseSource(client, filter, names),
    filter,
    joins: status === undefined ? joins : sql`${joins} ${statusJoin}`,
    where: all([
      messageFilterConditions(filter, names),
      status !== undefined && sql`s.status = ${status}`,
      raw(`exists (select from event e where e.message_id = m.id
        and e.discarded = 'other_sender' and e.handed_over is null)`),
    ]),
  }
}

/** Messages with an event that a handler can take and has not received. */
export async function messagesWithout(
  client: Queryable,
  handlerId: number,
  filter: RecordFilter,
): Promise<Selection<RecordFilter>> {
  const { types, ...ofMessage } = filter
  const names = await resolveNames(client, ofMessage)
  return {
    source: await chooseSource(client, ofMessage, names),
    filter,
    joins,
    where: all([
      messageFilterConditions(ofMessage, names),
      raw(`m.state = 'recorded'`),
      sql`exists (
        select from event e where e.message_id = m.id and ${missedEvent(handlerId, types)})`,
    ]),
  }
}

/** SQL: a handler can take the event `e`, and has not received it. */
export function missedEvent(handlerId: number, types: readonly string[] | undefined): Sql {
  return sql`e.duplicate_of is null and (e.discarded is null or e.handed_over is not null)
    and not ${raw(isForgotten('e'))}
    and ${types === undefined ? raw('true') : sql`e.type = any(${types}::text[])`}
    and not exists (select from delivery f where f.message_id = e.message_id
      and f.ordinal = e.ordinal and f.handler_id = ${handlerId})`
}
