import { type Sql, sql } from '../db/sql.ts'
import { noHandler, undecided } from './no-handler.ts'

const hasEvent = (condition: Sql) =>
  sql`exists (select from event e where e.message_id = m.id and ${condition})`

/**
 * The status of message `m` as `s.status`, from the latest run of each of its deliveries. What a
 * repeat brought that was new counts as with any other message. The worst part decides: a message of
 * which one event is completed and another one has no handler is not completed.
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
