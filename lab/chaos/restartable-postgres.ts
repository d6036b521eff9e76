import { Client } from 'pg'
import {
  type LocalPostgres,
  startLocalPostgres,
} from '../../lib/local/postgres/start-local-postgres.ts'
import { serverPid } from '../../test/setup/local-postgres-process.ts'
import { settledOrTimeout } from '../../test/support/eventually.ts'

export type RestartKind = 'fast stop' | 'immediate stop' | 'SIGKILL'

/** A PostgreSQL server that is taken away and comes back at the same place. */
export interface RestartablePostgres {
  readonly connection: LocalPostgres['connection']
  /** Resolves when it takes connections again. */
  restart(kind: RestartKind): Promise<void>
  stop(): Promise<void>
  start(): Promise<void>
}

const READY_MS = 60_000

export async function startRestartablePostgres(dataDir: string): Promise<RestartablePostgres> {
  let server = await startLocalPostgres({ dataDir })
  const { connection } = server
  const stop = () => server.stop()
  const start = async () => {
    server = await startLocalPostgres({ dataDir })
  }
  return {
    connection,
    stop,
    start,
    async restart(kind) {
      if (kind === 'fast stop') {
        await stop()
        await start()
        return
      }
      // Its supervisor sees that it has ended and starts it again, as for a service on one machine.
      const pid = await serverPid(dataDir)
      process.kill(pid, kind === 'SIGKILL' ? 'SIGKILL' : 'SIGQUIT')
      await settledOrTimeout(
        async () => (await serverPid(dataDir).catch(() => pid)) !== pid && answers(connection),
        `PostgreSQL after ${kind}`,
        READY_MS,
      )
    },
  }
}

async function answers(connection: LocalPostgres['connection']): Promise<boolean> {
  const client = new Client({ ...connection, connectionTimeoutMillis: 2_000 })
  client.on('error', () => undefined)
  try {
    await client.connect()
    await client.query('select 1')
    return true
  } catch {
    return false
  } finally {
    await client.end().catch(() => undefined)
  }
}
