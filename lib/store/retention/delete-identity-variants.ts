import type { Pool } from 'pg'
import { defineStatement, run } from '../db/statement.ts'

const statement = defineStatement({
  name: 'delete-identity-variants',
  text: `
    with old as (
      select v.id, v.content from identity_variant v
      where v.ctid >= $1::tid and v.ctid < $2::tid
        and not exists (select from message m where m.id = v.message_id)
      for update of v skip locked
    )
    delete from identity_variant v using old where v.id = old.id and v.content = old.content`,
})

/** The same for later contents of an identity. */
export async function deleteIdentityVariants(pool: Pool, from: string, to: string): Promise<void> {
  await run(pool, statement, [from, to])
}
