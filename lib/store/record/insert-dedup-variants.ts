import type { ClientBase } from 'pg'
import { listColumns } from '../db/list-columns.ts'
import { defineStatement, run } from '../db/statement.ts'
import type { KnownIdentity } from './find-dedup-keys.ts'

const columns = listColumns<KnownIdentity>({
  types: { id: 'uuid', content: 'uuid', messageId: 'uuid', ordinal: 'int' },
})

const statement = defineStatement({
  name: 'claim-identity-variants',
  text: `
    insert into identity_variant (${columns.names})
    select ${columns.names} from ${columns.from(1, 'claimed')}
    order by id, content
    on conflict (id, content) do nothing
    returning id, content`,
})

/** @returns how many are ours now; fewer than given = somebody else was faster with the same */
export async function insertDedupVariants(
  client: ClientBase,
  rows: readonly KnownIdentity[],
): Promise<number> {
  const claimed = await run(client, statement, columns.values(rows))
  return claimed.length
}
