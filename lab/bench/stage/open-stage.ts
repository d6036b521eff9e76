import { rm } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import pg from 'pg'
import {
  type LocalAuthorizationServer,
  startLocalAuthorizationServer,
} from '../../../lib/local/authorization-server/start-local-authorization-server.ts'
import { startLocalPostgres } from '../../../lib/local/postgres/start-local-postgres.ts'
import { cpuMsOfFamily } from './cpu-time.ts'
import { fetchToken } from './fetch-token.ts'

/** Shared by all servers of the bench: one database server, one token endpoint, one token. */
export interface Stage {
  /** of the database that holds the others; options of a pg client */
  readonly admin: pg.ClientConfig
  readonly issuer: LocalAuthorizationServer
  readonly token: string
  /** on the same disk as the database */
  readonly folder: string
  readonly settings: DatabaseSettings
  /** CPU that the database has used so far (ms); null where the system does not tell */
  databaseCpuMs(): Promise<number | null>
  /** Runs this first when the stage is closed, also by a signal. */
  atClose(work: () => Promise<void>): void
  close(): Promise<void>
}

export interface DatabaseSettings {
  readonly version: string
  readonly synchronousCommit: string
  readonly fsync: string
}

/** One fixed place, so that a run that was killed leaves nothing that the next one does not find. */
const FOLDER = fileURLToPath(new URL('../../../.data/bench/', import.meta.url))

export async function openStage(): Promise<Stage> {
  const stops: (() => Promise<void>)[] = []
  const close = async () => {
    for (const stop of stops.splice(0).reverse()) await stop()
  }
  try {
    const postgres = await startLocalPostgres({ dataDir: FOLDER })
    // Only now the folder is ours: before, another run may have been using it.
    stops.push(() => rm(FOLDER, { recursive: true, force: true }))
    stops.push(() => postgres.stop())
    const issuer = await startLocalAuthorizationServer({ dataDir: FOLDER, port: 0 })
    stops.push(() => issuer.close())
    const token = await fetchToken(issuer, 'successfactors')
    const client = new pg.Client(postgres.connection)
    // The next query reports a connection that broke between queries.
    client.on('error', () => undefined)
    await client.connect()
    stops.push(() => client.end())
    const settings = await readSettings(client)
    const pid = await backendPid(client)
    return {
      admin: postgres.connection,
      issuer,
      token,
      folder: FOLDER,
      settings,
      databaseCpuMs: () => cpuMsOfFamily(pid),
      atClose: (work) => void stops.push(work),
      close,
    }
  } catch (error) {
    await close()
    throw error
  }
}

/** @throws Error when committed data may not be on disk */
async function readSettings(client: pg.Client): Promise<DatabaseSettings> {
  const show = async (name: string) => {
    const { rows } = await client.query<Record<string, string>>(`show ${name}`)
    return rows[0]?.[name] ?? ''
  }
  const settings = {
    version: await show('server_version'),
    synchronousCommit: await show('synchronous_commit'),
    fsync: await show('fsync'),
  }
  if (settings.synchronousCommit === 'on' && settings.fsync === 'on') return settings
  throw new Error(`expected synchronous_commit and fsync on, got ${JSON.stringify(settings)}`)
}

async function backendPid(client: pg.Client): Promise<number> {
  const { rows } = await client.query<{ pid: number }>('select pg_backend_pid() as pid')
  return (rows[0] as { pid: number }).pid
}
