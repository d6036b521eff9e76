import { readdir, readFile } from 'node:fs/promises'
import type { Pool } from 'pg'

/** Any constant serves; it only has to be the same in every instance that starts. */
const MIGRATION_LOCK = 7_304_105_526

const FOLDER = new URL('./migrations/', import.meta.url)

/**
 * Applies the numbered files of `migrations/` that the database does not have yet, each in a
 * transaction of its own. Instances that start together wait for each other. A database that has
 * more migrations than this code knows is left alone: changes expand first and contract later, so
 * that the old version keeps running through a deployment.
 *
 * @returns the names of the migrations that were applied
 */
export async function migrate(pool: Pool): Promise<string[]> {
  const files = (await readdir(FOLDER)).filter((name) => name.endsWith('.sql')).sort()
  const client = await pool.connect()
  try {
    // Another instance may be at it for longer than a statement may take.
    await client.query('set statement_timeout = 0')
    await client.query('select pg_advisory_lock($1)', [MIGRATION_LOCK])
    await client.query(
      'create table if not exists migration (name text primary key, applied_at timestamptz not null default now())',
    )
    const known = await client.query<{ name: string }>('select name from migration')
    const applied = new Set(known.rows.map((row) => row.name))
    const missing = files.filter((name) => !applied.has(name))
    for (const name of missing) {
      const sql = await readFile(new URL(name, FOLDER), 'utf8')
      await client.query('begin')
      await client.query(sql)
      await client.query('insert into migration (name) values ($1)', [name])
      await client.query('commit')
    }
    return missing
  } catch (error) {
    await client.query('rollback').catch(() => undefined)
    throw error
  } finally {
    await client.query('select pg_advisory_unlock($1)', [MIGRATION_LOCK]).catch(() => undefined)
    // Its settings and a lock that was not released go with it.
    client.release(true)
  }
}
