import type { Pool } from 'pg'
import type { LaneStatus } from '../../states.ts'
import { defineStatement, execute } from '../db/statement.ts'

const statement = defineStatement<OpenDeliveries>({
  name: 'count-open-deliveries',
  columns: { handler: true, lane: true, lanes: true, deliveries: true },
  // Each part has its own index: the cost follows the waiting lanes, not the stored ones.
  text: `
    select handler.name as handler, lane.status as lane, count(*)::int as lanes,
      sum(lane.waiting)::int as deliveries
    from (
      select handler_id, status, waiting from lane where due_at is not null
      union all
      select handler_id, status, waiting from lane where status = 'parked' and due_at is null
    ) lane join handler on handler.id = lane.handler_id
    group by handler.name, lane.status`,
})

/** Open deliveries of one handler in lanes of one status. */
export interface OpenDeliveries {
  readonly handler: string
  readonly lane: LaneStatus
  readonly lanes: number
  /** including the failed head of a parked lane */
  readonly deliveries: number
}

export function countOpenDeliveries(pool: Pool): Promise<OpenDeliveries[]> {
  return execute(pool, statement, [])
}
