import type { ClientBase } from 'pg'
import { defineStatement, run } from '../db/statement.ts'
import { type DeliveryKey, deliveryKeys } from '../record/started-delivery.ts'

const statement = defineStatement({
  name: 'insert-unsuccessful-deliveries',
  text: `
    insert into unsuccessful_delivery (state, ${deliveryKeys.names})
    select 'failed', ${deliveryKeys.names} from ${deliveryKeys.from(1, 'k')}
    on conflict do nothing`,
})

/** Adds the rows by which lists find permanently failed deliveries. */
export async function insertUnsuccessful(
  client: ClientBase,
  keys: readonly DeliveryKey[],
): Promise<void> {
  if (keys.length === 0) return
  await run(client, statement, deliveryKeys.values(keys))
}
