import type { ClientBase } from 'pg'
import { buildConcurrently } from './build-concurrently.ts'
import type { Migration } from './migration-file.ts'

/**
 * Shorter than the server's deadlock_timeout (1 s): in a lock conflict the migration fails, not a
 * recording.
 */
const LOCK_TIMEOUT_MS = 500

/**
 * Applies one migration. Statements with locks keep the session's statement_timeout, because other
 * sessions wait behind them. Only concurrent statements run without a limit.
 * @throws with 55P03 or 40P01 if other sessions hold locks; the transaction is then rolled back
 */
export async function applyMigration(client: ClientBase, migration: Migration): Promise<void> {
  if (migration.kind === 'concurrently') {
    for (const statement of migration.statements) await buildConcurrently(client, statement)
    return note(client, migration)
  }
  await client.query('begin')
  try {
    // A waiting ALTER TABLE blocks all later sessions.
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
