import type { Pool } from 'pg'
import { defineStatement, run } from '../db/statement.ts'

const statement = defineStatement({
  name: 'stop-action',
  // A batch under way holds the row, so the stop waits for it. An action that no instance has leased
  // ends here: perhaps no instance can work on it. A leased one ends behind its batch, or with the lease.
  text: `
    update action set
      state = case when due_at > receiver_clock() then 'stopping' else 'stopped' end,
      finished_at = case when due_at > receiver_clock() then null else receiver_clock() end,
      leased_by = case when due_at > receiver_clock() then leased_by end,
      due_at = case when due_at > receiver_clock() then due_at end
    where id = $1 and (state = 'running' or (state = 'stopping' and due_at <= receiver_clock()))
    returning id`,
})

/** Ends an action for many, or asks its instance to; false = it has ended, or is asked already. */
export async function stopAction(pool: Pool, id: string): Promise<boolean> {
  return (await run(pool, statement, [id])).length === 1
}
