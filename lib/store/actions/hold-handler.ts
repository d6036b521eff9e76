import type { Pool } from 'pg'
import { newId } from '../../new-id.ts'
import { defineStatement, run } from '../db/statement.ts'
import { inTransaction } from '../db/transaction.ts'
import { type Actor, recordDone } from './record-action.ts'

const statement = defineStatement({
  name: 'hold-handler',
  // The circuit breaker has its own columns, so the two never overwrite each other.
  text: `
    update handler set state = case when $2::bool then 'held' else 'running' end
    where name = $1 and (state = 'held') <> $2::bool
    returning id`,
})

/**
 * Holds or resumes a handler. Receiving continues, and running deliveries may end.
 * @returns the action's id; null = no change, or no such handler
 */
export function holdHandler(
  pool: Pool,
  by: Actor,
  handler: string,
  hold: boolean,
  comment: string | null,
): Promise<string | null> {
  const id = newId()
  return inTransaction(pool, async (client) => {
    const changed = await run(client, statement, [handler, hold])
    if (changed.length === 1) {
      const kind = hold ? 'hold' : 'resume'
      const detail = { handler }
      await recordDone(client, { id, kind, by, comment, filter: null, detail, matched: 1 })
    }
    return { result: changed.length === 1 ? id : null, lastStatement: Promise.resolve() }
  })
}
