import { rm } from 'node:fs/promises'
import { Client } from 'pg'
import {
  type LocalPostgres,
  type LocalPostgresOptions,
  startLocalPostgres,
} from '../../lib/local/postgres/start-local-postgres.ts'
import { endHolder, type Holder, holdLocalPostgres, serverPid } from './local-postgres-process.ts'
import { makeTestRunFolder } from './test-run-folder.ts'

/** A data folder for a test file, and what runs on it. */
export interface LocalPostgresFolder {
  /** holds `dataDir` and nothing else */
  readonly parent: string
  /** not there before the first start */
  readonly dataDir: string
  start(options?: Partial<LocalPostgresOptions>): Promise<LocalPostgres>
  /** the same from a process of its own */
  hold(options?: Partial<LocalPostgresOptions>): Promise<Holder>
  /** A service that has run `sql`, was killed, and has left its server: gives the server's pid. */
  leaveServer(sql: string): Promise<number>
  /** for after each test */
  stopAll(): Promise<void>
  /** for after all tests; also ends a server that a failed test has left */
  remove(): Promise<void>
}

/** @param defaults of each start */
export async function makeLocalPostgresFolder(
  defaults: Partial<LocalPostgresOptions> = {},
): Promise<LocalPostgresFolder> {
  const { parent, dataDir } = await makeTestRunFolder()
  const running: LocalPostgres[] = []
  const held: Holder[] = []

  async function hold(options: Partial<LocalPostgresOptions> = {}): Promise<Holder> {
    const holder = await holdLocalPostgres({ dataDir, ...defaults, ...options })
    held.push(holder)
    return holder
  }
  async function stopAll(): Promise<void> {
    for (const server of running.splice(0)) await server.stop()
    for (const holder of held.splice(0)) await endHolder(holder, 'SIGTERM')
  }
  return {
    parent,
    dataDir,
    hold,
    stopAll,
    async start(options = {}) {
      const server = await startLocalPostgres({ dataDir, ...defaults, ...options })
      running.push(server)
      return server
    },
    async leaveServer(sql) {
      const holder = await hold()
      if (holder.outcome.kind !== 'ready') throw new Error(holder.outcome.message)
      await query(holder.outcome, sql)
      await endHolder(holder, 'SIGKILL')
      return serverPid(dataDir)
    },
    async remove() {
      await stopAll()
      const last = await startLocalPostgres({ dataDir, ...defaults })
      await last.stop()
      await rm(parent, { recursive: true, force: true })
    },
  }
}

export async function query(
  { connection }: Pick<LocalPostgres, 'connection'>,
  sql: string,
): Promise<Record<string, unknown>[]> {
  const client = new Client(connection)
  // The server may be killed under it; the query then fails.
  client.on('error', () => undefined)
  await client.connect()
  try {
    return (await client.query<Record<string, unknown>>(sql)).rows
  } finally {
    await client.end()
  }
}
