import { type Sql, sql } from '../db/sql.ts'
import { noHandler, undecided } from './no-handler.ts'

const hasEvent = (condition: Sql) =>
  sql`exists (select from event e where e.message_id = m.id and ${condition})`

/**
 * SQL join of message `m`'s status, `s.status`, from the latest runs of its deliveries. New events of a duplicate
 * count, too. The worst state decides: with a completed event and one without a handler, the message is
 * not completed.
 */
export const statusJoin = sql`cross join lateral (
  select case
    when m.state = 'undecodable' then 'UNDECODABLE'
    when bool_or(latest.state = 'failed') then 'FAILED'
    when bool_or(latest.state = 'retrying') then 'RETRY'
    when bool_or(latest.state in ('waiting', 'running', 'scheduled'))
      or ${hasEvent(undecided)} then 'PROCESSING'
    when ${hasEvent(noHandler)} then 'NO_HANDLER'
    when bool_or(latest.state = 'completed') then 'COMPLETED'
    when m.duplicate_of is not null or m.discarded is not null or count(*) > 0 then 'DISCARDED'
    else 'COMPLETED' end as status
  from (
    select distinct on (ordinal, handler_id) state from delivery
    where message_id = m.id order by ordinal desc, handler_id desc, run desc
  ) latest
) s`
