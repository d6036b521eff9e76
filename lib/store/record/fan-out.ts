import type { ClientBase } from 'pg'
import { defineStatement, execute } from '../db/statement.ts'
import type { BatchBounds } from './batch-bounds.ts'

export interface FanOut {
  readonly handlerId: number
  readonly messageId: string
}

const take = defineStatement<FanOut>({
  name: 'take-fan-outs',
  columns: { handlerId: true, messageId: true },
  text: `
    with next as materialized (
      select handler_id, message_id from pending_fan_out where handler_id = any($1::int[])
      order by handler_id, message_id limit $2 for update skip locked
    ), measured as (
      -- Does not read the bodies: PostgreSQL stores their length.
      select n.handler_id, n.message_id, row_number() over wanted as place,
        sum(coalesce(m.event_count, 0)) over wanted as events,
        sum(coalesce(octet_length(m.body), 0)) over wanted as bytes
      from next n left join message m on m.id = n.message_id
      window wanted as (order by n.handler_id, n.message_id)
    )
    delete from pending_fan_out using measured
    where pending_fan_out.handler_id = measured.handler_id and pending_fan_out.message_id = measured.message_id
      and (measured.place = 1 or (measured.events <= $3 and measured.bytes <= $4))
    returning pending_fan_out.handler_id as "handlerId", pending_fan_out.message_id as "messageId"`,
})

/**
 * Takes messages that other versions recorded without these handlers, and deletes their rows. Always
 * takes the first message, even if it exceeds the bounds.
 */
export function takeFanOuts(
  client: ClientBase,
  handlerIds: readonly number[],
  { messages, events, bytes }: BatchBounds,
): Promise<FanOut[]> {
  const values = [handlerIds, messages, events, bytes]
  return execute(client, take, values)
}
