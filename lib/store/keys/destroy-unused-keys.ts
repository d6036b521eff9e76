import type { Pool } from 'pg'
import { defineStatement, execute } from '../db/statement.ts'
import { vaultOf } from '../db/vault-of.ts'

/** keys of one transaction of the key store */
const MAX_KEYS = 500

const find = defineStatement<{ keyId: string; isNeeded: boolean }>({
  name: 'find-unused-keys',
  columns: { keyId: true, isNeeded: true },
  // Comments of the history outlive the subject. Another subject has the key if a recording was about to add
  // it, or if both rows are of one person.
  text: `
    with due as materialized (
      select key_id from unused_key
      where unused_since < receiver_clock() - $1::bigint * interval '1 millisecond'
      order by unused_since limit $2
    ), needed as materialized (
      select key_id from subject where key_id = any(array(select key_id from due))
      union
      select key_id from action where key_id = any(array(select key_id from due))
    )
    select key_id as "keyId", exists (select from needed where needed.key_id = due.key_id) as "isNeeded"
    from due`,
})

const settle = defineStatement({
  name: 'settle-unused-keys',
  text: `
    with destroyed as (
      delete from unused_key where key_id = any($1::uuid[])
    )
    update unused_key set unused_since = receiver_clock() where key_id = any($2::uuid[])`,
})

/**
 * Destroys the keys of one batch that nothing has needed for a while. Each step can be repeated after a
 * crash. Needed keys wait once more as long.
 * @param keptMs longer than any transaction: a recording may hold a key that it has not stored yet
 * @returns whether there may be more
 */
export async function destroyUnusedKeys(pool: Pool, keptMs: number): Promise<boolean> {
  const rows = await execute(pool, find, [keptMs, MAX_KEYS])
  if (rows.length === 0) return false
  const idsOf = (isNeeded: boolean) =>
    rows.filter((row) => row.isNeeded === isNeeded).map(({ keyId }) => keyId)
  const unused = idsOf(false)
  const { store, keys } = vaultOf(pool)
  await store.destroy(...unused)
  for (const id of unused) keys.drop(id)
  await execute(pool, settle, [unused, idsOf(true)])
  return rows.length === MAX_KEYS
}
