import type { Pool } from 'pg'
import { run, type Statement } from '../statements/statement.ts'

const statement: Statement = {
  name: 'delete-identities',
  // One that a call is using is left for the next round; to wait for it here could be a deadlock.
  text: `
    with old as (
      select i.id from identity i
      where i.ctid >= $1::tid and i.ctid < $2::tid
        and (i.valid_until is null or i.valid_until <= receiver_clock())
        and not exists (select from message m where m.id = i.message_id)
      for update of i skip locked
    )
    delete from identity using old where identity.id = old.id`,
}

/** Deletes the identities on some pages of their table whose message is gone. */
export async function deleteIdentities(pool: Pool, from: string, to: string): Promise<void> {
  await run(pool, statement, [from, to])
}
