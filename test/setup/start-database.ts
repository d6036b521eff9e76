import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { signingKey } from '../../lib/local/authorization-server/kept-secrets.ts'
import { startLocalPostgres } from '../../lib/local/postgres/start-local-postgres.ts'
import { migrate } from '../../lib/store/db/migrate.ts'
import { createTestDatabase } from './test-database.ts'
import { makeTestRunFolder, removeDeadTestRuns } from './test-run-folder.ts'

declare global {
  /** set by the global set-up for the global teardown, which share one process */
  var stopTestDatabase: (() => Promise<void>) | undefined
}

/** Of Jest's configuration. */
export interface Workers {
  readonly maxWorkers: number
}

/** An instance has up to 16 connections, and some test files start four instances. */
const CONNECTIONS_A_FILE = 100

const SETTINGS = {
  // The data may be in memory. A database is copied file by file after a checkpoint, which is then short.
  max_wal_size: '256MB',
  wal_compression: 'off',
}

/**
 * Starts one server for the whole run of Jest: TEST_DATABASE_URL (a role that may create databases), else
 * a fresh local one. Migrates one database and makes one signing key, which the test beds copy.
 */
export default async function startDatabase({ maxWorkers }: Workers): Promise<void> {
  // Two projects of Jest ask for it.
  if (globalThis.stopTestDatabase !== undefined) return
  // biome-ignore lint/style/noProcessEnv: Jest hands values to its workers through the environment
  const environment = process.env
  const stopServer = environment.TEST_DATABASE_URL
    ? async () => undefined
    : await startServer(maxWorkers)
  const template = await createTestDatabase()
  const pool = new pg.Pool(template.connection)
  await migrate(pool)
  await pool.end()
  environment.TEST_DATABASE_TEMPLATE = template.connection.database
  const keys = await mkdtemp(join(tmpdir(), 'sf-event-receiver-keys-'))
  await signingKey(keys)
  environment.TEST_KEYS = keys
  globalThis.stopTestDatabase = async () => {
    await rm(keys, { recursive: true, force: true })
    await template.drop()
    await stopServer()
  }
}

async function startServer(workers: number): Promise<() => Promise<void>> {
  await removeDeadTestRuns()
  const { parent, dataDir } = await makeTestRunFolder()
  const settings = { ...SETTINGS, max_connections: String(CONNECTIONS_A_FILE * (workers + 1)) }
  const server = await startLocalPostgres({ dataDir, settings })
  // biome-ignore lint/style/noProcessEnv: as above
  process.env.TEST_DATABASE_CONNECTION = JSON.stringify(server.connection)
  return async () => {
    await server.stop()
    await rm(parent, { recursive: true, force: true })
  }
}
