import type { Pool } from 'pg'
import { run, type Statement } from '../statements/statement.ts'

const statement: Statement = {
  name: 'stop-action',
  // A batch that is under way holds the row: the stop waits for it, and counts from the next one on.
  text: `update action set state = 'stopping' where id = $1 and state = 'running' returning id`,
}

/** Asks an action for many to end behind the batch that is under way; false = it runs no more. */
export async function stopAction(pool: Pool, id: string): Promise<boolean> {
  return (await run(pool, statement, [id])).length === 1
}
