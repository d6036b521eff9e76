import type { Pool } from 'pg'
import pg from 'pg'
import { createPool } from '../../lib/store/db/database.ts'
import { migrate } from '../../lib/store/db/migrate.ts'
import { giveVault } from '../../lib/store/db/vault-of.ts'
import { createRetention } from '../../lib/store/retention/retention.ts'
import { createTestDatabase, type TestDatabase } from '../setup/test-database.ts'
import { memoryVault } from './test-vault.ts'

export const DAY_MS = 24 * 60 * 60_000
export const RETENTION_MS = 90 * DAY_MS

/** Connections for which it is later by so many days. */
export function poolAfter(database: TestDatabase, days: number): Pool {
  const pool = createPool(
    { kind: 'socket', ...database.connection },
    { name: 'retention', max: 4, pipeline: true, onError: () => undefined },
  )
  pool.on('connect', (client) => {
    client
      .query(`set sf_event_receiver.clock_offset_ms = '${days * DAY_MS}'`)
      .catch(() => undefined)
  })
  return pool
}

/** A database with two handlers, and retention that a test runs. */
export interface RetentionBed {
  readonly database: TestDatabase
  readonly db: Pool
  /** as the service has it */
  readonly pool: Pool
  /** failures of retention since the last reset */
  readonly failures: unknown[]
  retention(on?: Pool): () => Promise<boolean>
  /** Runs one whole pass. @returns the failures so far */
  pass(): Promise<readonly unknown[]>
  count(table: string, where?: string): Promise<number>
  counts(tables: readonly string[]): Promise<Record<string, number>>
  /** ids of all messages, in their order */
  messages(): Promise<string[]>
  /** Empties every table but that of the handlers. */
  reset(): Promise<void>
  stop(): Promise<void>
}

export async function createRetentionBed(): Promise<RetentionBed> {
  const database = await createTestDatabase()
  const db = new pg.Pool({ ...database.connection, max: 6 })
  db.on('error', () => undefined)
  const pool = poolAfter(database, 0)
  const vault = await memoryVault()
  for (const each of [db, pool]) giveVault(each, vault)
  await migrate(pool)
  await db.query(`insert into handler (name, definition) values ('one', '{}'), ('two', '{}')`)
  const failures: unknown[] = []
  const retention: RetentionBed['retention'] = (on = pool) =>
    createRetention({
      pool: on,
      retentionMs: RETENTION_MS,
      onFailure: (error) => failures.push(error),
    })
  const count: RetentionBed['count'] = async (table, where = 'true') => {
    const { rows } = await db.query(`select count(*)::int as n from ${table} where ${where}`)
    return rows[0].n as number
  }
  return {
    database,
    db,
    pool,
    failures,
    retention,
    async pass() {
      await db.query('update job set due_at = now()')
      const run = retention()
      while (await run());
      return failures
    },
    count,
    async counts(tables) {
      const entries = tables.map(async (table) => [table, await count(table)] as const)
      return Object.fromEntries(await Promise.all(entries))
    },
    async messages() {
      const { rows } = await db.query('select id from message order by id')
      return rows.map(({ id }) => id as string)
    },
    async reset() {
      failures.length = 0
      const { rows } = await db.query(
        `select string_agg(format('%I', tablename), ', ') as tables from pg_tables
         where schemaname = 'public' and tablename not in ('handler', 'migration')`,
      )
      await db.query(`truncate ${rows[0].tables}`)
    },
    async stop() {
      await Promise.all([db.end(), pool.end()])
      await vault.close()
      await database.drop()
    },
  }
}
