import type { Pool } from 'pg'
import type { Vault } from '../../encryption/vault.ts'
import { ReceiverError } from '../../errors.ts'
import { defineStatement, execute } from '../db/statement.ts'

const statement = defineStatement<{ matches: boolean }>({
  name: 'check-installation-key',
  columns: { matches: true },
  text: `
    with added as (
      insert into encryption (key_check) values ($1) on conflict do nothing returning key_check
    )
    select key_check = $1 as matches from (
      select key_check from added union all select key_check from encryption limit 1
    ) e`,
})

/**
 * Compares the installation key with the one that the database was written with.
 * @throws ReceiverError key_store_wrong
 */
export async function checkInstallation(pool: Pool, { check }: Vault): Promise<void> {
  const [row] = await execute(pool, statement, [check])
  // Another instance wrote it at the same time: the next call sees its row.
  if (row === undefined) return checkInstallation(pool, { check } as Vault)
  if (row.matches) return
  throw new ReceiverError(
    'key_store_wrong',
    'expected the key store that this event database was written with, found another: ' +
      'set KEY_STORE and its place to the former store, or use an empty database',
  )
}
