import type { ClientBase } from 'pg'
import type { KnownIdentity } from './find-identities.ts'
import { defineStatement, run } from './statement.ts'

const statement = defineStatement({
  name: 'claim-identity-variants',
  text: `
    insert into identity_variant (id, content, message_id, ordinal)
    select id, content, message_id, ordinal
    from unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::int[])
      as claimed (id, content, message_id, ordinal)
    order by id, content
    on conflict (id, content) do nothing
    returning id, content`,
})

/** @returns how many are ours now; fewer than given = somebody else was faster with the same */
export async function claimIdentityVariants(
  client: ClientBase,
  rows: readonly KnownIdentity[],
): Promise<number> {
  const claimed = await run(client, statement, [
    rows.map((row) => row.id),
    rows.map((row) => row.content),
    rows.map((row) => row.messageId),
    rows.map((row) => row.ordinal),
  ])
  return claimed.length
}
