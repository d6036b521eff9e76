import { execFileSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import pg from 'pg'
import { startLocalPostgres } from '../../lib/local/postgres/start-local-postgres.ts'
import { freePort } from '../../test/support/free-port.ts'

/** A PostgreSQL as BTP binds one: over TLS alone, with a password and an authority of its own. */
export interface TlsPostgres {
  /** `credentials` of the binding */
  readonly credentials: Readonly<Record<string, string>>
  readonly db: pg.Pool
  /** connections of others that are not encrypted */
  plainConnections(): Promise<number>
  stop(): Promise<void>
}

export async function startTlsPostgres(folder: string): Promise<TlsPostgres> {
  const port = await freePort()
  const postgres = await startLocalPostgres({
    dataDir: folder,
    settings: { port: String(port), listen_addresses: 'localhost', max_connections: '120' },
  })
  const connection = { ...postgres.connection, port }
  const { ca, certificate, key } = await certificates()
  const password = randomBytes(24).toString('base64url')
  const client = new pg.Client(connection)
  await client.connect()
  try {
    await arm(client, certificate, key, password)
    await client.query('create database receiver owner receiver')
  } finally {
    await client.end()
  }
  const db = new pg.Pool({ ...connection, database: 'receiver', max: 4 })
  db.on('error', () => undefined)
  return {
    db,
    credentials: {
      uri: `postgres://receiver:${password}@localhost:${port}/receiver`,
      hostname: 'localhost',
      port: String(port),
      dbname: 'receiver',
      username: 'receiver',
      password,
      sslrootcert: ca,
    },
    async plainConnections() {
      const { rows } = await db.query<{ count: number }>(
        `select count(*)::int as count from pg_stat_ssl s join pg_stat_activity a using (pid)
         where not s.ssl and a.usename = 'receiver'`,
      )
      return rows[0]?.count ?? 0
    },
    async stop() {
      await db.end()
      await postgres.stop()
    },
  }
}

/**
 * The server writes its key itself, so its user can read the file.
 * Its address requires TLS.
 */
async function arm(client: pg.Client, certificate: string, key: string, password: string) {
  const { rows } = await client.query<{ folder: string }>(
    `select current_setting('data_directory') as folder`,
  )
  const folder = rows[0]?.folder ?? ''
  const write = async (name: string, text: string) => {
    const program = client.escapeLiteral(`umask 077; cat > '${folder}/${name}'`)
    const values = text
      .trim()
      .split('\n')
      .map((line) => client.escapeLiteral(line))
    await client.query(`copy (select unnest(array[${values.join()}])) to program ${program}`)
  }
  await write('server.crt', certificate)
  await write('server.key', key)
  await write('pg_hba.conf', 'local all all trust\nhostssl all receiver 127.0.0.1/32 scram-sha-256')
  await client.query(`create role receiver login password ${client.escapeLiteral(password)}`)
  await client.query('alter system set ssl = on')
  await client.query('select pg_reload_conf()')
}

/** An authority, and its certificate for localhost. */
async function certificates(): Promise<{ ca: string; certificate: string; key: string }> {
  const folder = await mkdtemp(path.join(tmpdir(), 'sf-event-receiver-certificates-'))
  const openssl = (...args: string[]) =>
    execFileSync('openssl', args, { cwd: folder, stdio: ['ignore', 'pipe', 'pipe'] })
  try {
    const authority = ['-x509', '-days', '2', '-subj', '/CN=rehearsal authority', '-nodes']
    const curve = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256']
    openssl('req', ...curve, ...authority, '-keyout', 'ca.key', '-out', 'ca.crt')
    openssl(
      'req',
      ...curve,
      '-nodes',
      '-subj',
      '/CN=localhost',
      '-addext',
      'subjectAltName=DNS:localhost',
      '-keyout',
      'server.key',
      '-out',
      'server.csr',
    )
    openssl(
      'x509',
      '-req',
      '-in',
      'server.csr',
      '-CA',
      'ca.crt',
      '-CAkey',
      'ca.key',
      '-CAcreateserial',
      '-days',
      '2',
      '-copy_extensions',
      'copy',
      '-out',
      'server.crt',
    )
    const read = (name: string) => readFile(path.join(folder, name), 'utf8')
    return {
      ca: await read('ca.crt'),
      certificate: await read('server.crt'),
      key: await read('server.key'),
    }
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}
