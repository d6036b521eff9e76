import type { DeliveryState } from '../../states.ts'
import { defineStatement, execute, type Queryable } from '../db/statement.ts'
import type { DeliveryKey } from '../record/started-delivery.ts'

/** SQL that is true for a delivery `d` that may still run. A parked head has failed and holds its place. */
export const OPEN = `(d.state in ('waiting', 'scheduled', 'running', 'retrying')
      or (d.state = 'failed' and d.holds_place))`

export interface OpenDelivery extends DeliveryKey {
  readonly state: DeliveryState
}

const statement = defineStatement<OpenDelivery>({
  name: 'find-open-deliveries-of-subject',
  columns: { messageId: true, ordinal: true, handlerId: true, run: true, state: true },
  // By the person's events: a handler with orderBy has them in lanes of other subjects.
  text: `
    select d.message_id as "messageId", d.ordinal, d.handler_id as "handlerId", d.run, d.state
    from event e join delivery d on d.message_id = e.message_id and d.ordinal = e.ordinal
    where e.subject_id = $1::bigint and e.message_id <> $2::uuid and ${OPEN}
    order by e.position
    limit $3`,
})

/**
 * The deliveries of a subject's events that may still run, oldest first.
 * @param notice the message that tells handlers of the erasure: it is no event of the person
 */
export function findOpenDeliveries(
  client: Queryable,
  subjectId: string,
  notice: string,
  limit: number,
): Promise<OpenDelivery[]> {
  return execute(client, statement, [subjectId, notice, limit])
}
