import type { ClientBase } from 'pg'
import { defineStatement, run } from '../db/statement.ts'

const statement = defineStatement({
  name: 'keep-messages',
  text: 'select id from message where id = any($1::uuid[]) order by id for key share',
})

/**
 * Until the commit retention leaves these messages alone: for those who give finished ones something to
 * do. What is read by a later statement stays; what is not found there is gone.
 */
export async function keepMessages(client: ClientBase, ids: readonly string[]): Promise<void> {
  await run(client, statement, [ids])
}
