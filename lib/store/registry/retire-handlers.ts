import type { Pool } from 'pg'
import { defineStatement, execute } from '../db/statement.ts'

const statement = defineStatement<RetiredHandler>({
  name: 'retire-handlers',
  columns: { name: true, open: true },
  // An instance without a heartbeat for this time counts as gone. The handler's own `last_seen_at` covers
  // instances that are about to register or to restart. Its deliveries stay.
  text: `
    update handler set retired_at = receiver_clock()
    where retired_at is null
      and last_seen_at < receiver_clock() - $1::int * interval '1 millisecond'
      and not exists (
      select from instance
      where handler.id = any(instance.handler_ids) and instance.ended_at is null
        and instance.last_seen_at > receiver_clock() - $1::int * interval '1 millisecond')
    returning name, coalesce((
      select sum(lane.waiting) from lane
      where lane.handler_id = handler.id and (lane.due_at is not null or lane.status = 'parked')
    ), 0)::int as open`,
})

export interface RetiredHandler {
  readonly name: string
  /** deliveries that wait for an instance with the handler */
  readonly open: number
}

/** Retires handlers without an instance: they get no new events. */
export function retireHandlers(pool: Pool, silenceMs: number): Promise<RetiredHandler[]> {
  return execute(pool, statement, [silenceMs])
}
