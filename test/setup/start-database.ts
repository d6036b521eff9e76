import { rm } from 'node:fs/promises'
import { startLocalPostgres } from '../../lib/local/postgres/start-local-postgres.ts'
import { makeTestRunFolder, removeDeadTestRuns } from './test-run-folder.ts'

declare global {
  /** set by the global set-up for the global teardown, which share one process */
  var stopTestDatabase: (() => Promise<void>) | undefined
}

/** An instance has up to 16; two test files run at a time, and some start four instances. */
const MAX_CONNECTIONS = '200'

/**
 * One server for the whole run of Jest: TEST_DATABASE_URL (a role that may create databases), else
 * a fresh local one. Workers find it through createTestDatabase.
 */
export default async function startDatabase(): Promise<void> {
  // biome-ignore lint/style/noProcessEnv: Jest hands values to its workers through the environment
  const environment = process.env
  if (environment.TEST_DATABASE_URL) return
  await removeDeadTestRuns()
  const { parent, dataDir } = await makeTestRunFolder()
  const settings = { max_connections: MAX_CONNECTIONS }
  const server = await startLocalPostgres({ dataDir, settings })
  environment.TEST_DATABASE_CONNECTION = JSON.stringify(server.connection)
  globalThis.stopTestDatabase = async () => {
    await server.stop()
    await rm(parent, { recursive: true, force: true })
  }
}
