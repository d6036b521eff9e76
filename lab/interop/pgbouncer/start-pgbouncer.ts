import { writeFile } from 'node:fs/promises'
import path from 'node:path'
import { Client } from 'pg'
import { findRunAs } from '../../../lib/local/postgres/run-as.ts'
import { type ServerProcess, startServer } from '../server-process.ts'
import type { Place } from '../token-server.ts'

export type PoolMode = 'session' | 'transaction' | 'statement'

export interface PgbouncerOptions {
  readonly poolMode: PoolMode
  /** startup parameters that it drops */
  readonly ignored: readonly string[]
}

/** The target of all its clients, whatever their user is. */
export interface Behind {
  readonly host: string
  readonly port: number
  readonly user: string
  readonly database: string
}

/** As many as one instance opens. */
const POOL_SIZE = 16

export async function startPgbouncer(
  { folder, port }: Place,
  behind: Behind,
  { poolMode, ignored }: PgbouncerOptions,
): Promise<ServerProcess> {
  const config = path.join(folder, `${poolMode}.ini`)
  const lines = [
    '[databases]',
    `* = host=${behind.host} port=${behind.port} user=${behind.user} dbname=${behind.database}`,
    '[pgbouncer]',
    'listen_addr = 127.0.0.1',
    `listen_port = ${port}`,
    'unix_socket_dir =',
    'auth_type = any',
    `pool_mode = ${poolMode}`,
    `default_pool_size = ${POOL_SIZE}`,
    `ignore_startup_parameters = ${ignored.join(',')}`,
  ]
  await writeFile(config, `${lines.join('\n')}\n`, { mode: 0o600 })
  // It refuses to run as root, like PostgreSQL.
  const runAs = await findRunAs(null, true)
  const { file, args } = runAs.command('/usr/sbin/pgbouncer', ['--quiet', config])
  return startServer({
    program: file,
    args,
    environment: {},
    logFile: path.join(folder, 'pgbouncer.log'),
    isReady: () => takesClients(port, behind.database),
  })
}

async function takesClients(port: number, database: string): Promise<boolean> {
  const client = new Client({ host: '127.0.0.1', port, user: 'any', database })
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
