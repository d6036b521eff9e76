import type { Pool } from 'pg'
import { ReceiverError } from '../../errors.ts'
import { failureOf } from '../db/sql-state.ts'
import { isDeliveryKind } from '../queries/delivery-kinds.ts'
import { claimAction, type DueAction, endAction } from './due-actions.ts'
import { processBulkDeliveries } from './process-bulk-deliveries.ts'
import { type MessageWork, processBulkMessages } from './process-bulk-messages.ts'

export interface ActionRunnerOptions extends MessageWork {
  readonly pool: Pool
  readonly instanceId: string
  readonly leaseMs: number
  /** handlers of this instance: only they can be backfilled here */
  readonly handlerIds: readonly number[]
  /** told when something became due in a lane */
  readonly onDue: () => void
  /** told of what ended an action, or was left to be tried again */
  readonly onFailure: (error: unknown) => void
}

export interface ActionRunner {
  /**
   * Works off one batch of one action for many that is due.
   * @returns whether to look again at once
   */
  runDue(): Promise<boolean>
}

/**
 * Works off actions for many, batch after batch. An instance that dies leaves its action to another
 * when its lease is over; what it had done was committed together with how far it was.
 */
export function createActionRunner(options: ActionRunnerOptions): ActionRunner {
  const { pool, instanceId, onDue, onFailure } = options

  async function processBulk(action: DueAction): Promise<void> {
    if (action.state === 'stopping') {
      await endAction(pool, action.id, instanceId, { state: 'stopped', errorCode: null })
      return
    }
    const done = isDeliveryKind(action.kind)
      ? await processBulkDeliveries(pool, instanceId, action, action.kind)
      : await processBulkMessages(pool, instanceId, action, options)
    if (done > 0) onDue()
  }

  return {
    async runDue() {
      const action = await claimAction(pool, options)
      if (action === null) return false
      try {
        await processBulk(action)
      } catch (error) {
        onFailure(error)
        const errorCode = lastingErrorOf(error)
        // Left leased: another look at it comes with the end of the lease.
        if (errorCode === null) return false
        await endAction(pool, action.id, instanceId, { state: 'failed', errorCode })
      }
      return true
    },
  }
}

/** Code of what would fail again; null = the database may be back by the next try. */
function lastingErrorOf(error: unknown): string | null {
  if (error instanceof ReceiverError) return error.code
  return failureOf(error) === 'data' ? 'internal' : null
}
