import type { ClientBase } from 'pg'
import { defineStatement, run } from '../db/statement.ts'
import type { DeliveryKey } from '../record/started-delivery.ts'
import { deliveryKeys } from './delivery-keys.ts'

const statement = defineStatement({
  name: 'insert-unsuccessful-deliveries',
  text: `
    insert into unsuccessful_delivery (state, ${deliveryKeys.names})
    select 'failed', ${deliveryKeys.names} from ${deliveryKeys.from(1, 'k')}
    on conflict do nothing`,
})

/** Lists find deliveries that have failed for good by these rows. */
export async function insertUnsuccessful(
  client: ClientBase,
  keys: readonly DeliveryKey[],
): Promise<void> {
  if (keys.length === 0) return
  await run(client, statement, deliveryKeys.values(keys))
}
