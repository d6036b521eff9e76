import type { NamedCaller } from '../../auth/caller.ts'
import { defineStatement, execute, type Queryable } from '../db/statement.ts'

const add = defineStatement({
  name: 'add-caller',
  text: `
    insert into caller (issuer, client_id, tenant, name) values ($1, $2, $3, $4)
    on conflict (issuer, client_id, tenant) do update set name = excluded.name`,
})

const find = defineStatement<{ id: number; name: string | null }>({
  name: 'find-caller',
  columns: { id: true, name: true },
  text: `select id, name from caller where issuer = $1 and client_id = $2 and tenant = $3`,
})

/** Returns the id of a caller's row, and updates its name from the configuration. */
export async function findOrAddCaller(client: Queryable, caller: NamedCaller): Promise<number> {
  const { issuer, clientId, tenant, name } = caller
  const key = [issuer, clientId, tenant]
  const [known] = await execute(client, find, key)
  if (known?.name === name) return known.id
  await execute(client, add, [...key, name])
  const [added] = await execute(client, find, key)
  if (added === undefined) throw new Error('the caller was removed while it was looked up')
  return added.id
}
