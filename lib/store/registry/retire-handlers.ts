import type { Pool } from 'pg'
import { defineStatement, run } from '../db/statement.ts'

const statement = defineStatement<RetiredHandler>({
  name: 'retire-handlers',
  columns: { name: true, open: true },
  // An instance that was not heard of for this long counts as gone. One that has just registered a
  // handler may be about to say that it is there, and one that has just said goodbye may be about to
  // come back: a handler has a time of its own, of when it was last heard of. What it still has stays.
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
  /** deliveries that wait for an instance that has it */
  readonly open: number
}

/** Handlers that no instance has any more get no new events. */
export function retireHandlers(pool: Pool, silenceMs: number): Promise<RetiredHandler[]> {
  return run(pool, statement, [silenceMs])
}
