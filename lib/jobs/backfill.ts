import type { RegisteredHandler } from '../handlers/discover-handlers.ts'
import type { Worked } from '../store/actions/process-bulk-messages.ts'
import type { Pool } from '../store/db/database.ts'
import { inTransaction } from '../store/db/transaction.ts'
import { addDeliveries } from '../store/record/add-deliveries.ts'
import { findMessages } from '../store/record/find-messages.ts'
import { recordMadeDeliveries } from '../store/record/record-made-deliveries.ts'
import { planStoredMessage } from './plan-stored-message.ts'

/**
 * Hands recorded messages to a handler that did not get them, at the place of their events in its
 * lanes. Idempotent. Records the created deliveries with the action.
 * @param types selected event types; null = all
 * @returns `refused` = messages without a delivery
 */
export async function backfill(
  pool: Pool,
  handler: RegisteredHandler,
  messageIds: readonly string[],
  types: readonly string[] | null,
  actionId: string,
): Promise<Worked> {
  return inTransaction(pool, async (client) => {
    const messages = await findMessages(client, messageIds)
    const plans = messages.map((message) => planStoredMessage(message, [handler]))
    const made = await addDeliveries(client, plans, types)
    await recordMadeDeliveries(client, actionId, made)
    const { size: done } = new Set(made.map(({ messageId }) => messageId))
    return { done, refused: messageIds.length - done }
  })
}
