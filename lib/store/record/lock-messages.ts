import type { ClientBase } from 'pg'
import { defineStatement, run } from '../db/statement.ts'

const statement = defineStatement({
  name: 'lock-messages',
  text: 'select id from message where id = any($1::uuid[]) order by id for no key update',
})

/**
 * Until the commit no other transaction adds deliveries to these messages, and retention leaves them
 * alone. Those who act on deliveries that exist do not wait for it.
 */
export async function lockMessages(client: ClientBase, ids: readonly string[]): Promise<void> {
  await run(client, statement, [ids])
}
