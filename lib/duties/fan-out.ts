import type { RegisteredHandler } from '../handlers/registered-handler.ts'
import { addDeliveries } from '../store/add-deliveries.ts'
import type { Pool } from '../store/database.ts'
import { takeFanOuts } from '../store/statements/fan-out.ts'
import { findMessages } from '../store/statements/find-messages.ts'
import { inTransaction } from '../store/transaction.ts'
import { planStoredMessage } from './plan-stored-messages.ts'

const MAX_BATCH = 50

/**
 * Hands messages that another version recorded, without knowing one of these handlers, to it.
 * @returns whether there may be more
 */
export async function fanOut(
  pool: Pool,
  handlers: readonly RegisteredHandler[],
  onDue: () => void = () => undefined,
): Promise<boolean> {
  const byId = new Map(handlers.map((handler) => [handler.id, handler]))
  const count = await inTransaction(pool, async (client) => {
    const taken = await takeFanOuts(client, [...byId.keys()], MAX_BATCH)
    if (taken.length > 0) {
      const ids = [...new Set(taken.map(({ messageId }) => messageId))]
      const messages = await findMessages(client, ids)
      const plans = messages.map((message) =>
        planStoredMessage(
          message,
          taken
            .filter(({ messageId }) => messageId === message.id)
            .map(({ handlerId }) => byId.get(handlerId) as RegisteredHandler),
        ),
      )
      await addDeliveries(client, plans)
    }
    return { result: taken.length, lastStatement: Promise.resolve() }
  })
  if (count > 0) onDue()
  return count === MAX_BATCH
}
