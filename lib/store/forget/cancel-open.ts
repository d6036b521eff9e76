import type { ClientBase } from 'pg'
import { actOnDeliveries, type DeliveryAction } from '../actions/act-on-deliveries.ts'
import { defineStatement, execute } from '../db/statement.ts'
import { findOpenDeliveries } from './open-deliveries.ts'

/** Keeps a transaction at a second. A person rarely has more. */
const MAX_BATCH = 10_000

const CANCEL: DeliveryAction = {
  kind: 'cancel',
  reasonCode: 'forgotten',
  comment: null,
  editedEvent: null,
}

const endLanes = defineStatement({
  name: 'end-lanes-of-subject',
  text: `
    with own as (
      select l.handler_id, l.subject_id from handler h
      join lane l on l.handler_id = h.id and l.subject_id = $1::bigint
      where l.ends <> $2 order by l.handler_id for update of l
    )
    update lane set ends = $2 from own
    where lane.handler_id = own.handler_id and lane.subject_id = own.subject_id`,
})

export interface Cancelled {
  readonly cancelled: number
  /** deliveries that an instance runs now: they end first */
  readonly running: number
  /** there may be more */
  readonly hasMore: boolean
}

/** Cancels a batch of a subject's open deliveries. Their lanes stay locked until the commit. */
export async function cancelOpen(
  client: ClientBase,
  subjectId: string,
  notice: string,
  limit = MAX_BATCH,
): Promise<Cancelled> {
  const open = await findOpenDeliveries(client, subjectId, notice, limit)
  const results = open.length === 0 ? [] : await actOnDeliveries(client, open, CANCEL)
  const running = results.filter((result) => result === 'running').length
  // A retry would start the attempt again before this erasure looks again.
  await execute(client, endLanes, [subjectId, running > 0])
  return {
    cancelled: results.filter((result) => result === 'done').length,
    running,
    hasMore: open.length === limit,
  }
}
