import type { Pool } from 'pg'
import { defineStatement, execute } from '../db/statement.ts'
import { inTransaction } from '../db/transaction.ts'
import type { DeliveryKey } from '../record/started-delivery.ts'
import { actOnDeliveries, type DeliveryAction } from './act-on-deliveries.ts'

const MAX_BATCH = 200
const RELEASE: DeliveryAction = {
  kind: 'release',
  reasonCode: '',
  comment: null,
  editedEvent: null,
}

const statement = defineStatement<DeliveryKey>({
  name: 'find-due-deferred',
  columns: { messageId: true, ordinal: true, handlerId: true, run: true },
  // Takes no locks: lanes are locked first, and the action then checks the delivery's state.
  text: `
    select message_id as "messageId", ordinal, handler_id as "handlerId", run
    from deferred_delivery where due_at <= receiver_clock() order by due_at limit $1`,
})

/**
 * Gives due deferred deliveries the next turn of their lane.
 * @returns whether there may be more
 */
export async function releaseDue(
  pool: Pool,
  onDue: () => void = () => undefined,
): Promise<boolean> {
  const keys = await execute(pool, statement, [MAX_BATCH])
  if (keys.length === 0) return false
  const results = await inTransaction(pool, (client) => actOnDeliveries(client, keys, RELEASE))
  const released = results.includes('done')
  if (released) onDue()
  return released && keys.length === MAX_BATCH
}
