import type { Pool } from 'pg'
import { defineStatement, execute } from '../db/statement.ts'
import { isOfSender } from '../record/internal-messages.ts'

/** A few cheap values that tell a page when to reload. */
export interface LiveState {
  readonly messages: { readonly newest: string | null }
  /** newest refusal, and the last time that a cause was marked as seen */
  readonly refusals: { readonly newest: string | null; readonly seen: string | null }
  readonly parked: { readonly lanes: number }
  /** lanes with due work */
  readonly open: number
  /** end or start of the latest attempts */
  readonly settled: string | null
  /** digests of the next due times, which change with every attempt, of handlers and of recent actions */
  readonly due: string | null
  readonly handlers: string | null
  readonly actions: string | null
  /** last admission of an empty call or a client */
  readonly admitted: string | null
}

/** Number of lanes of a handler, and of actions, in a digest. */
const LOOKED_AT = 50

type Row = Record<'parked' | 'open', number> &
  Record<
    'message' | 'refusal' | 'settled' | 'due' | 'handlers' | 'actions' | 'admitted' | 'seen',
    string | null
  >

const statement = defineStatement<Row>({
  name: 'read-live-state',
  columns: {
    ...{ message: true, refusal: true, parked: true, open: true, settled: true, due: true },
    ...{ handlers: true, actions: true, admitted: true, seen: true },
  },
  text: `
    select (select id from message where ${isOfSender('message')} order by id desc limit 1) as message,
      (select id from refusal order by id desc limit 1) as refusal,
      (select count(*)::int from (select from lane where status = 'parked' limit 10000) l) as parked,
      (select count(*)::int from (select from lane where due_at is not null limit 10000) l) as open,
      greatest(
        (select max(ended_at) from (
          select ended_at from attempt order by message_id desc, ordinal desc limit ${LOOKED_AT}) a),
        (select max(started_at) from (
          select started_at from delivery order by message_id desc, ordinal desc limit ${LOOKED_AT}) d)
      )::text as settled,
      (select md5(string_agg(due.times, ',' order by handler.id)) from handler cross join lateral (
        select string_agg(due_at::text, ',') as times from (
          select due_at from lane where handler_id = handler.id and due_at is not null
          order by due_at limit ${LOOKED_AT}) l) due) as due,
      (select md5(string_agg(concat_ws(' ', id, state, retired_at, circuit_opened_at, probe_at, definition), ','
        order by id)) from handler) as handlers,
      (select md5(string_agg(concat_ws(' ', id, state, matched, done, refused), ',' order by id)) from (
        select * from action order by id desc limit ${LOOKED_AT}) a) as actions,
      (select max(last_at)::text from (select last_at from empty_call union all
        (select last_at from admitted_client order by last_at desc limit ${LOOKED_AT})) a) as admitted,
      (select max(seen_at)::text from seen_refusal) as seen`,
})

export async function readLiveState(pool: Pool): Promise<LiveState> {
  const [row] = (await execute(pool, statement, [])) as [Row]
  const { message, refusal, seen, parked, ...others } = row
  return {
    messages: { newest: message },
    refusals: { newest: refusal, seen },
    parked: { lanes: parked },
    ...others,
  }
}
