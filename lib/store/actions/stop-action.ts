import type { Pool } from 'pg'
import { defineStatement, execute } from '../db/statement.ts'

const statement = defineStatement({
  name: 'stop-action',
  // Waits for a running batch, which holds the row. An unleased action ends here, because possibly no
  // instance can process it. A leased one ends after its batch or with the lease.
  text: `
    update action set
      state = case when due_at > receiver_clock() then 'stopping' else 'stopped' end,
      finished_at = case when due_at > receiver_clock() then null else receiver_clock() end,
      leased_by = case when due_at > receiver_clock() then leased_by end,
      due_at = case when due_at > receiver_clock() then due_at end
    where id = $1 and kind <> 'forget' and (state = 'running' or (state = 'stopping' and due_at <= receiver_clock()))
    returning id`,
})

/** Stops an action on many; false = already finished or stopping, or an erasure, which cannot be stopped. */
export async function stopAction(pool: Pool, id: string): Promise<boolean> {
  return (await execute(pool, statement, [id])).length === 1
}
