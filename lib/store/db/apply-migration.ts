import type { ClientBase } from 'pg'
import { buildConcurrently } from './build-concurrently.ts'
import type { Migration } from './migration-file.ts'

/**
 * Shorter than the server's deadlock_timeout (1 s): whatever the locks of a migration run into, the
 * migration gives way, and no recording fails for it.
 */
const LOCK_TIMEOUT_MS = 500

/**
 * What holds locks keeps the connection's statement_timeout, since everybody waits behind it. Only
 * what runs concurrently may take its time.
 * @throws with 55P03 or 40P01 when others hold its tables; nothing of a transaction is left then
 */
export async function applyMigration(client: ClientBase, migration: Migration): Promise<void> {
  if (migration.kind === 'concurrently') {
    for (const statement of migration.statements) await buildConcurrently(client, statement)
    return note(client, migration)
  }
  await client.query('begin')
  try {
    // A waiting ALTER TABLE stops everybody who comes after it.
    await client.query(`set local lock_timeout = ${LOCK_TIMEOUT_MS}`)
    await client.query(migration.sql)
    await note(client, migration)
    await client.query('commit')
  } catch (error) {
    await client.query('rollback').catch(() => undefined)
    throw error
  }
}

async function note(client: ClientBase, { name }: Migration): Promise<void> {
  await client.query('insert into migration (name) values ($1)', [name])
}
