import type { ClientBase, Pool } from 'pg'
import { actOnDeliveries } from '../actions/act-on-deliveries.ts'
import { asUnavailable } from '../db/sql-state.ts'
import { defineStatement, execute } from '../db/statement.ts'
import { inTransaction } from '../db/transaction.ts'
import { headPosition } from '../record/head-position.ts'
import { sameDelivery } from '../record/same-delivery.ts'
import type { DeliveryKey } from '../record/started-delivery.ts'

/** A lane with its lease. */
export interface HeldLane {
  readonly handlerId: number
  readonly subjectId: string
  readonly lease: string
  readonly instanceId: string
}

const statement = defineStatement<DeliveryKey>({
  name: 'find-overtaken-of-lane',
  columns: { messageId: true, ordinal: true, handlerId: true, run: true },
  // Only deliveries recorded before the running one: it did not overtake later ones.
  text: `
    select d.message_id as "messageId", d.ordinal, d.handler_id as "handlerId", d.run
    from deferred_delivery d
    join delivery on ${sameDelivery('delivery', 'd')}
    join lane on lane.handler_id = d.handler_id and lane.subject_id = d.subject_id
    where d.handler_id = $1 and d.subject_id = $2
      and delivery.position < ${headPosition}`,
})

/** Cancels in a transaction of its own. */
export function cancelOvertaken(
  pool: Pool,
  lane: HeldLane,
  comment: string,
): Promise<number | null> {
  return inTransaction(pool, (client) => cancelScheduled(client, lane, comment)).catch(
    asUnavailable,
  )
}

/**
 * Cancels the scheduled deliveries that the lane's running delivery has overtaken.
 * @returns their number; null = the lease has ended, nothing changed
 */
export async function cancelScheduled(
  client: ClientBase,
  lane: HeldLane,
  comment: string,
): Promise<number | null> {
  if (!(await holdLane(client, lane))) return null
  const keys = await execute(client, statement, [lane.handlerId, lane.subjectId])
  if (keys.length === 0) return 0
  const results = await actOnDeliveries(client, keys, {
    kind: 'cancel',
    reasonCode: 'cancelled_by_handler',
    comment,
    editedEvent: null,
  })
  return results.filter((result) => result === 'done').length
}

const hold = defineStatement({
  name: 'hold-leased-lane',
  text: `
    select 1 from lane
    where handler_id = $1 and subject_id = $2 and lease = $3 and leased_by = $4
      and due_at > receiver_clock()
    for update`,
})

/** Locks a leased lane until the commit; false = the lease has ended. */
export async function holdLane(client: ClientBase, lane: HeldLane): Promise<boolean> {
  const rows = await execute(client, hold, [
    lane.handlerId,
    lane.subjectId,
    lane.lease,
    lane.instanceId,
  ])
  return rows.length === 1
}
