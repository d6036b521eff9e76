import type { Pool } from 'pg'
import { defineStatement, run } from '../db/statement.ts'
import { idBefore } from './id-before.ts'

const MAX_BATCH = 1_000

const statement = defineStatement({
  name: 'delete-fan-outs',
  text: `
    delete from pending_fan_out where (handler_id, message_id) in (
      select f.handler_id, f.message_id from handler h join pending_fan_out f on f.handler_id = h.id
      where h.retired_at < receiver_clock() - $1::bigint * interval '1 millisecond'
        and f.message_id < ${idBefore('$1::bigint')}
      order by f.handler_id, f.message_id limit $2)
    returning handler_id`,
})

/**
 * Deletes old messages from the list of a handler that no instance has had for as long. The handler
 * was removed; a handler that is only away for a while still gets them.
 * @returns whether there may be more
 */
export async function deleteFanOuts(pool: Pool, ageMs: number): Promise<boolean> {
  return (await run(pool, statement, [ageMs, MAX_BATCH])).length === MAX_BATCH
}
