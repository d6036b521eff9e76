import type { ClientBase, Pool } from 'pg'
import { newId } from '../../new-id.ts'
import { keyOfEvent } from '../db/open-bodies.ts'
import { defineStatement, execute } from '../db/statement.ts'
import { inTransaction } from '../db/transaction.ts'
import type { DeliveryKey } from '../record/started-delivery.ts'
import { actForOperator, type OperatorAction, type OperatorResult } from './act-for-operator.ts'
import { auditEdits } from './audit-edits.ts'
import type { AuditTrail } from './audit-entries.ts'
import { type Actor, recordDone, recordItems } from './record-action.ts'

export interface ActedOnOne {
  readonly actionId: string
  readonly result: OperatorResult
}

/** Acts on one delivery. A refused action changes nothing and is not recorded. */
export function actOnOne(
  pool: Pool,
  by: Actor,
  key: DeliveryKey,
  action: OperatorAction,
  audit: AuditTrail | null,
): Promise<ActedOnOne> {
  const actionId = newId()
  return inTransaction(pool, async (client) => {
    const [result = 'not_found'] = await actForOperator(client, [key], action)
    if (result === 'done') {
      const { kind, comment } = action
      const detail = await detailOf(client, key, action)
      await recordDone(client, {
        id: actionId,
        kind,
        by,
        comment,
        filter: null,
        detail,
        matched: 1,
        personKeyId: await keyOfEvent(client, key.messageId, key.ordinal),
      })
      await recordItems(client, actionId, [key], [result])
      await auditEdits(client, audit, { id: actionId, by, changes: action.changes }, [key])
    }
    return { actionId, result }
  })
}

async function detailOf(
  client: ClientBase,
  key: DeliveryKey,
  { kind, changes }: OperatorAction,
): Promise<unknown> {
  if (kind === 'rerun') return { run: (await lastOf(client, key)).run }
  if (changes === null) return null
  // Only the edited event stores new values: they may be personal.
  return { changed: Object.keys(changes), edit: (await lastOf(client, key)).edit }
}

const last = defineStatement<{ run: number | null; edit: number | null }>({
  name: 'find-last-run-and-edit',
  columns: { run: true, edit: true },
  text: `
    select max(run) as run, max(edit) filter (where run = $4) as edit from delivery
    where message_id = $1 and ordinal = $2 and handler_id + 0 = $3`,
})

/** The run or edit that an action has just added. The locked lane prevents further ones. */
async function lastOf(
  client: ClientBase,
  { messageId, ordinal, handlerId, run: acted }: DeliveryKey,
): Promise<{ readonly run: number | null; readonly edit: number | null }> {
  const values = [messageId, ordinal, handlerId, acted]
  const [row] = await execute(client, last, values)
  return { run: row?.run ?? null, edit: row?.edit ?? null }
}
