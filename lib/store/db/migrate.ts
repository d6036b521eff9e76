import { setTimeout } from 'node:timers/promises'
import type { ClientBase, Pool } from 'pg'
import { LOCKS } from './advisory-locks.ts'
import { applyMigration } from './apply-migration.ts'
import { MIGRATIONS, type Migration, readMigrations } from './migration-file.ts'
import { LOCK_WAIT_MS, onceUnlocked, timedOut } from './once-unlocked.ts'
import { prepareSchema, requireCreate } from './prepare-schema.ts'
import { requireOwnSessions } from './require-own-sessions.ts'

const POLL_MS = 250

const PREPARATION = [
  'create table if not exists migration (name text primary key, applied_at timestamptz not null default now())',
  // Only migrations may read whole tables.
  'set enable_seqscan = on',
  'set enable_hashjoin = on',
  'set enable_mergejoin = on',
]

/**
 * Checks the sessions and the schema, then creates or extends the tables.
 * @param schema holds the tables; null = search_path of the role or the address
 * @returns the names of the applied migrations
 * @throws ReceiverError database_pooler or database_rights
 */
export async function prepareDatabase(pool: Pool, schema: string | null): Promise<string[]> {
  await requireOwnSessions(pool)
  await prepareSchema(pool, schema)
  return migrate(pool)
}

/**
 * Applies the missing numbered files of `folder`. Instances that start together wait for each other;
 * recording continues. Ignores unknown newer migrations: changes expand first and contract later, so
 * that the old version keeps running during a deployment.
 *
 * @returns the names of the migrations that were applied
 */
export async function migrate(
  pool: Pool,
  { limitMs = LOCK_WAIT_MS, folder = MIGRATIONS } = {},
): Promise<string[]> {
  const migrations = await readMigrations(folder)
  const deadline = performance.now() + limitMs
  const client = await pool.connect()
  try {
    await takeTurn(client, migrations, deadline)
    const missing = await findMissing(client, migrations)
    if (missing.length > 0) {
      await requireCreate(client)
      for (const statement of PREPARATION) await client.query(statement)
    }
    for (const migration of missing) {
      await onceUnlocked(`the tables of ${migration.name} to be free`, deadline, () =>
        applyMigration(client, migration),
      )
    }
    return missing.map(({ name }) => name)
  } finally {
    // Closes the session, with its settings and lock.
    client.release(true)
  }
}

/**
 * Resolves with the lock held, or if nothing is left to do. Polls: a statement that waits for the lock
 * would hold a snapshot, and the holder's CREATE INDEX CONCURRENTLY would wait for it.
 */
async function takeTurn(
  client: ClientBase,
  migrations: readonly Migration[],
  deadline: number,
): Promise<void> {
  while ((await findMissing(client, migrations)).length > 0) {
    const { rows } = await client.query('select pg_try_advisory_lock($1) as ours', [
      LOCKS.migration,
    ])
    if (rows[0].ours) return
    if (performance.now() > deadline) throw timedOut('another instance to finish migrating')
    await setTimeout(POLL_MS)
  }
}

async function findMissing(
  client: ClientBase,
  migrations: readonly Migration[],
): Promise<readonly Migration[]> {
  const { rows: tables } = await client.query(`select to_regclass('migration') as migration`)
  if (tables[0].migration === null) return migrations
  const { rows } = await client.query<{ name: string }>('select name from migration')
  const applied = new Set(rows.map(({ name }) => name))
  return migrations.filter(({ name }) => !applied.has(name))
}
