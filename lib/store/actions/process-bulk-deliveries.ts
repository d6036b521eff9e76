import type { Pool } from 'pg'
import type { DeliveryActionKind } from '../../states.ts'
import { inTransaction } from '../db/transaction.ts'
import { actionableDeliveries } from '../queries/actionable-deliveries.ts'
import { type BatchKey, nextBatch } from '../queries/next-batch.ts'
import type { Position } from '../queries/page.ts'
import { BEHIND_ALL } from '../queries/read-page.ts'
import type { DeliveryFilter } from '../queries/record-filter.ts'
import type { DeliveryKey } from '../record/started-delivery.ts'
import { actForOperator } from './act-for-operator.ts'
import { auditEdits } from './audit-edits.ts'
import type { AuditTrail } from './audit-entries.ts'
import { type DueAction, holdAction, noteProgress } from './due-actions.ts'
import { recordItems } from './record-action.ts'
import { holdToEnd, keepHold, resumeAfter } from './resume-after.ts'
import { fromStored } from './stored-filter.ts'

const MAX_BATCH = 200

const key: BatchKey<DeliveryKey> = [
  ['d.message_id', 'messageId'],
  ['d.ordinal', 'ordinal'],
  ['d.handler_id', 'handlerId'],
  ['d.run', 'run'],
]

/**
 * Processes one batch of an action on deliveries, in one transaction with its items and its cursor: a
 * batch is done exactly once.
 * @returns the number of successful items
 * @throws ReceiverError not_held: the action ends a hold that somebody has ended meanwhile
 */
export function processBulkDeliveries(
  pool: Pool,
  instanceId: string,
  action: DueAction,
  kind: DeliveryActionKind,
  audit: AuditTrail | null,
): Promise<number> {
  return inTransaction(pool, async (client) => {
    if (!(await holdAction(client, action, instanceId))) return 0
    const selection = await actionableDeliveries(
      client,
      kind,
      fromStored<DeliveryFilter>(action.filter),
      action.cursor,
    )
    const { rows, position } = await nextBatch(client, selection, key, {
      after: action.cursor,
      limit: MAX_BATCH,
      before: action.id,
    })
    const results =
      rows.length === 0
        ? []
        : await actForOperator(client, rows, {
            kind,
            comment: action.comment,
            changes: action.changes,
          })
    await recordItems(client, action.id, rows, results)
    const edited = rows.filter((_row, index) => results[index] === 'done')
    await auditEdits(client, audit, action, edited)
    const hold = holdToEnd(action.detail)
    if (hold !== null) {
      await (position === null ? resumeAfter(client, action, hold) : keepHold(client, hold))
    }
    const done = edited.length
    await noteProgress(client, action.id, instanceId, {
      done,
      refused: results.length - done,
      cursor: kind === 'rerun' ? behindAllRuns(position) : position,
    })
    return done
  })
}

/** Skips the runs that the batch itself has added behind its last row. */
function behindAllRuns(position: Position | null): Position | null {
  return position === null ? null : [...position.slice(0, -1), BEHIND_ALL]
}
