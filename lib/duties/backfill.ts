import type { RegisteredHandler } from '../handlers/registered-handler.ts'
import { addDeliveries } from '../store/add-deliveries.ts'
import type { Pool } from '../store/database.ts'
import { findMessages } from '../store/statements/find-messages.ts'
import { keepMessages } from '../store/statements/keep-messages.ts'
import { inTransaction } from '../store/transaction.ts'
import { planStoredMessage } from './plan-stored-messages.ts'

export interface Worked {
  readonly done: number
  readonly refused: number
}

/**
 * Hands recorded messages to a handler that has not had them: in its lanes they stand where their
 * events were recorded. May be done twice. `refused` counts messages that gave it nothing.
 */
export async function backfill(
  pool: Pool,
  handler: RegisteredHandler,
  messageIds: readonly string[],
): Promise<Worked> {
  return inTransaction(pool, async (client) => {
    let done = 0
    await keepMessages(client, messageIds)
    const messages = await findMessages(client, messageIds)
    const plans = messages.map((message) => planStoredMessage(message, [handler]))
    if (plans.length > 0) {
      const added = await addDeliveries(client, plans)
      done = Math.min(added, messageIds.length)
    }
    const result = { done, refused: messageIds.length - done }
    return { result, lastStatement: Promise.resolve() }
  })
}
