import type { Pool } from 'pg'
import { isKeyStoreAway } from '../../encryption/key-store-away.ts'
import { ReceiverError } from '../../errors.ts'
import { failureOf } from '../db/sql-state.ts'
import { isDeliveryKind } from '../queries/list-actions.ts'
import type { AuditTrail } from './audit-entries.ts'
import { claimAction, type DueAction, endAction } from './due-actions.ts'
import { processBulkDeliveries } from './process-bulk-deliveries.ts'
import { type MessageWork, processBulkMessages } from './process-bulk-messages.ts'
import { holdToEnd } from './resume-after.ts'

export interface ActionRunnerOptions extends MessageWork {
  readonly pool: Pool
  readonly instanceId: string
  readonly leaseMs: number
  /** Does the next step of an erasure; returns the number of cancelled deliveries. */
  readonly forget: (action: DueAction) => Promise<number>
  /** handlers of this instance, which backfills need */
  readonly handlerIds: readonly number[]
  /** null = no audit log */
  readonly audit: AuditTrail | null
  /** called when lanes became due */
  readonly onDue: () => void
  /** called for each error, before the action ends or is retried */
  readonly onFailure: (error: unknown) => void
}

/**
 * Processes actions on many, batch by batch. If an instance dies, another continues after its lease.
 * Each batch commits together with the cursor.
 * @returns a function that processes one batch of a due action; true = call it again at once
 */
export function createActionRunner(options: ActionRunnerOptions): () => Promise<boolean> {
  const { pool, instanceId, onDue, onFailure } = options

  async function processBulk(action: DueAction): Promise<void> {
    if (action.state === 'stopping') {
      await endAction(pool, action.id, instanceId, { state: 'stopped', errorCode: null })
      return
    }
    const done = await processBatch(action)
    // The events that came meanwhile are due as soon as the handler is resumed.
    if (done > 0 || holdToEnd(action.detail) !== null) onDue()
  }

  function processBatch(action: DueAction): Promise<number> {
    if (action.kind === 'forget') return options.forget(action)
    return isDeliveryKind(action.kind)
      ? processBulkDeliveries(pool, instanceId, action, action.kind, options.audit)
      : processBulkMessages(pool, instanceId, action, options)
  }

  return async () => {
    const action = await claimAction(pool, options)
    if (action === null) return false
    try {
      await processBulk(action)
    } catch (error) {
      if (isHoldEnded(error)) {
        await endAction(pool, action.id, instanceId, { state: 'stopped', errorCode: error.code })
        return true
      }
      onFailure(error)
      const errorCode = lastingErrorOf(action, error)
      // Keeps the lease: the next try comes after its end.
      if (errorCode === null) return false
      await endAction(pool, action.id, instanceId, { state: 'failed', errorCode })
    }
    return true
  }
}

/** Another user has decided that the waiting deliveries run: the action stops without a failure. */
function isHoldEnded(error: unknown): error is ReceiverError {
  return error instanceof ReceiverError && error.code === 'not_held'
}

/** Code of a permanent error; null = the next try may succeed. An erasure is tried until it succeeds. */
function lastingErrorOf({ kind }: DueAction, error: unknown): string | null {
  if (kind === 'forget' || isKeyStoreAway(error)) return null
  if (error instanceof ReceiverError) return error.code
  return failureOf(error) === 'data' ? 'internal' : null
}
