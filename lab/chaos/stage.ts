import { rm } from 'node:fs/promises'
import path from 'node:path'
import pg from 'pg'
import {
  type LocalAuthorizationServer,
  startLocalAuthorizationServer,
} from '../../lib/local/authorization-server/start-local-authorization-server.ts'
import { localKeyVariables } from '../../lib/local/local-keys.ts'
import { makeTestRunFolder, removeDeadTestRuns } from '../../test/setup/test-run-folder.ts'
import type { InstanceDeps } from './instance-environment.ts'
import { type RestartablePostgres, startRestartablePostgres } from './restartable-postgres.ts'

/** Shared by all parts: one PostgreSQL server and one token endpoint. Each part has a database. */
export interface Stage {
  readonly postgres: RestartablePostgres
  readonly authorizationServer: LocalAuthorizationServer
  /** of the server, and of the key stores */
  readonly dataDir: string
  /** a new, empty database of this name */
  open(name: string): Promise<InstanceDeps>
  close(): Promise<void>
}

export async function openStage(): Promise<Stage> {
  const stops: (() => Promise<unknown>)[] = []
  let closing: Promise<void> | null = null
  async function closeAll(): Promise<void> {
    for (const stop of stops.splice(0).reverse()) await stop()
  }
  const close = () => {
    closing ??= closeAll()
    return closing
  }
  try {
    await removeDeadTestRuns()
    const { parent, dataDir } = await makeTestRunFolder()
    stops.push(() => rm(parent, { recursive: true, force: true }))
    const postgres = await startRestartablePostgres(dataDir)
    stops.push(() => postgres.stop())
    const authorizationServer = await startLocalAuthorizationServer({ dataDir, port: 0 })
    stops.push(() => authorizationServer.close())
    return {
      postgres,
      authorizationServer,
      dataDir,
      close,
      async open(name) {
        const db = await createDatabase(postgres.connection, name)
        stops.push(() => db.end())
        const { host, port, user } = postgres.connection
        const place = `${port}/${name}?host=${encodeURIComponent(host)}`
        const keys = await localKeyVariables(path.join(dataDir, 'keys', name))
        return {
          ...{ db, authorizationServer, keys },
          databaseUrl: `postgres://${user}@localhost:${place}`,
        }
      },
    }
  } catch (error) {
    await close()
    throw error
  }
}

/** The server may be away at any look: nothing waits for it without an end. */
const PATIENCE = { connectionTimeoutMillis: 2_000, query_timeout: 60_000 }

async function createDatabase(
  connection: RestartablePostgres['connection'],
  database: string,
): Promise<pg.Pool> {
  const admin = new pg.Client(connection)
  await admin.connect()
  await admin.query(`create database ${database}`)
  await admin.end()
  const db = new pg.Pool({ ...connection, database, max: 4, ...PATIENCE })
  // The server is taken away under it: the next query says so.
  db.on('error', () => undefined)
  db.on('connect', (client) => client.on('error', () => undefined))
  return db
}
