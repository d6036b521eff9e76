import type { Pool } from 'pg'
import { run, type Statement } from './statement.ts'

const add: Statement = {
  name: 'add-caller',
  text: `insert into caller (issuer, client_id, tenant) values ($1, $2, $3) on conflict do nothing`,
}

const find: Statement = {
  name: 'find-caller',
  text: `select id from caller where issuer = $1 and client_id = $2 and tenant = $3`,
}

/** The id of a caller's row. */
export async function findOrAddCaller(
  pool: Pool,
  caller: { issuer: string; clientId: string; tenant: string },
): Promise<number> {
  const values = [caller.issuer, caller.clientId, caller.tenant]
  const [known] = await run<{ id: number }>(pool, find, values)
  if (known !== undefined) return known.id
  await run(pool, add, values)
  const [added] = await run<{ id: number }>(pool, find, values)
  if (added === undefined) throw new Error('the caller was removed while it was looked up')
  return added.id
}
