import type { Pool } from 'pg'
import { newId } from '../../new-id.ts'
import type { DeliveryKey } from '../started-delivery.ts'
import { inTransaction } from '../transaction.ts'
import { actForOperator, type OperatorAction, type OperatorResult } from './act-on-locked.ts'
import { type Actor, recordDone, recordItems } from './record-action.ts'

export interface ActedOnOne {
  readonly actionId: string
  readonly result: OperatorResult
}

/** Acts on one delivery; what was refused has changed nothing and is not recorded. */
export function actOnOne(
  pool: Pool,
  by: Actor,
  key: DeliveryKey,
  action: OperatorAction,
): Promise<ActedOnOne> {
  const actionId = newId()
  return inTransaction(pool, async (client) => {
    const [result = 'not_found'] = await actForOperator(client, [key], action)
    if (result === 'done') {
      const { kind, reason, changes } = action
      // What a field says now may be personal: the edited form alone holds it.
      const detail = changes === null ? null : { changed: Object.keys(changes) }
      await recordDone(client, { id: actionId, kind, by, reason, filter: null, detail, matched: 1 })
      await recordItems(client, actionId, [key], [result])
    }
    return { result: { actionId, result }, lastStatement: Promise.resolve() }
  })
}
