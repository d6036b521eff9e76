import type { Pool } from 'pg'
import { defineStatement, execute } from '../db/statement.ts'

const statement = defineStatement({
  name: 'extend-leases',
  text: `
    with lane_of_paused as (
      select handler_id, subject_id from lane
      where due_at > receiver_clock() and leased_by = any($1::uuid[])
      order by handler_id, subject_id
      for update
    )
    update lane set due_at = greatest(lane.due_at, receiver_clock() + $2::int * interval '1 millisecond')
    from lane_of_paused
    where lane.handler_id = lane_of_paused.handler_id and lane.subject_id = lane_of_paused.subject_id`,
})

/**
 * Extends all lane leases of instances that a debugger may have paused: they cannot renew them.
 * @param instances ids of processes that are known to be alive
 */
export async function extendLeases(
  pool: Pool,
  instances: readonly string[],
  leaseMs: number,
): Promise<void> {
  if (instances.length > 0) await execute(pool, statement, [instances, leaseMs])
}
