import type { ClientBase } from 'pg'
import type { DeliveryKey } from '../started-delivery.ts'
import { defineStatement, run } from './statement.ts'

const statement = defineStatement({
  name: 'insert-setbacks',
  text: `
    insert into setback (state, message_id, ordinal, handler_id, run)
    select 'failed', * from unnest($1::uuid[], $2::int[], $3::int[], $4::int[])
    on conflict do nothing`,
})

/** Lists find deliveries that have failed for good by these rows. */
export async function insertSetbacks(
  client: ClientBase,
  keys: readonly DeliveryKey[],
): Promise<void> {
  if (keys.length === 0) return
  await run(client, statement, [
    keys.map((key) => key.messageId),
    keys.map((key) => key.ordinal),
    keys.map((key) => key.handlerId),
    keys.map((key) => key.run),
  ])
}
