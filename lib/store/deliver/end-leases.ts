import type { Pool } from 'pg'
import { defineStatement, execute } from '../db/statement.ts'

const statement = defineStatement({
  name: 'end-leases',
  // Skips expired leases: a claim may be taking them now.
  text: `
    with lane_of_dead as (
      select handler_id, subject_id from lane
      where due_at > receiver_clock() and leased_by = any($1::uuid[])
      order by handler_id, subject_id
      for update
    ), action_of_dead as (
      select id from action
      where due_at > receiver_clock() and leased_by = any($1::uuid[])
      order by id
      for update
    ), ended_action as (
      update action set due_at = receiver_clock() from action_of_dead where action.id = action_of_dead.id
    )
    update lane set due_at = receiver_clock() from lane_of_dead
    where lane.handler_id = lane_of_dead.handler_id and lane.subject_id = lane_of_dead.subject_id
    returning 1`,
})

/**
 * Ends the leases of dead instances, so that their lanes and actions are due at once. Only for a proved
 * death: an instance that still runs would lose its leases.
 * @returns the number of lanes that became due
 */
export async function endLeases(pool: Pool, deadInstances: readonly string[]): Promise<number> {
  if (deadInstances.length === 0) return 0
  return (await execute(pool, statement, [deadInstances])).length
}
