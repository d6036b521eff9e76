import type { RegisteredHandler } from '../handlers/discover-handlers.ts'
import type { Pool } from '../store/db/database.ts'
import { failureOf } from '../store/db/sql-state.ts'
import { inTransaction } from '../store/db/transaction.ts'
import { addDeliveries } from '../store/record/add-deliveries.ts'
import { BATCH_BOUNDS, type BatchBounds, smaller } from '../store/record/batch-bounds.ts'
import { takeFanOuts } from '../store/record/fan-out.ts'
import { findMessages } from '../store/record/find-messages.ts'
import { planStoredMessage } from './plan-stored-message.ts'

/**
 * Hands messages to handlers that were unknown to the version that recorded them.
 * @returns whether there may be more
 */
export async function fanOut(
  pool: Pool,
  handlers: readonly RegisteredHandler[],
  onDue: () => void = () => undefined,
  bounds: BatchBounds = BATCH_BOUNDS,
): Promise<boolean> {
  try {
    const count = await fanOutBatch(pool, handlers, bounds)
    if (count > 0) onDue()
    return count > 0
  } catch (error) {
    // The same batch would time out again; a single message cannot be split.
    if (failureOf(error) !== 'slow' || bounds.messages === 1) throw error
    return fanOut(pool, handlers, onDue, smaller(bounds))
  }
}

/** @returns the number of fan-outs */
function fanOutBatch(
  pool: Pool,
  handlers: readonly RegisteredHandler[],
  bounds: BatchBounds,
): Promise<number> {
  const byId = new Map(handlers.map((handler) => [handler.id, handler]))
  return inTransaction(pool, async (client) => {
    const taken = await takeFanOuts(client, [...byId.keys()], bounds)
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
    return taken.length
  })
}
