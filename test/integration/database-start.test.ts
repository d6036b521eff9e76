import { randomBytes } from 'node:crypto'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals'
import pg from 'pg'
import { readConfig } from '../../lib/config/read-config.ts'
import type { ReceiverError } from '../../lib/errors.ts'
import { createPool, type DatabaseConnection } from '../../lib/store/db/database.ts'
import { createTestDatabase } from '../setup/test-database.ts'
import {
  AUTHORITY,
  ELSEWHERE_CERTIFICATE,
  EXPIRED_CERTIFICATE,
  SELF_SIGNED_CERTIFICATE,
  SERVER_CERTIFICATE,
  SERVER_KEY,
} from '../support/server-certificates.ts'
import { startServiceChild } from '../support/service-child.ts'
import { createTestBed, type TestBed, type TestInstance } from '../support/test-service.ts'
import { startTlsDatabase, type TlsDatabase } from '../support/tls-database.ts'

let bed: TestBed
let door: TlsDatabase
let folder: string
let authority: string
const roles: string[] = []

beforeAll(async () => {
  bed = await createTestBed(await createTestDatabase())
  door = await startTlsDatabase(bed.database.connection, 'right')
  folder = await mkdtemp(path.join(tmpdir(), 'sf-event-receiver-start-'))
  authority = path.join(folder, 'authority.pem')
  await writeFile(authority, AUTHORITY)
})
beforeEach(() => {
  door.certificate = SERVER_CERTIFICATE
})
afterAll(async () => {
  for (const role of roles) await bed.db.query(`drop owned by ${role}; drop role ${role}`)
  await door.close()
  await bed.stop()
  await rm(folder, { recursive: true, force: true })
})

async function newRole(): Promise<string> {
  const role = `role_${randomBytes(6).toString('hex')}`
  await bed.db.query(`create role ${role} login`)
  roles.push(role)
  return role
}

async function start(url: string, environment: Record<string, string> = {}): Promise<TestInstance> {
  return bed.startInstance({ database: { kind: 'url', url, ca: null }, environment })
}

/** The one line of a start in vain. Had it waited 45 s, the test would be over before. */
async function lastWords(url: string, environment?: Record<string, string>): Promise<string> {
  const error: unknown = await start(url, environment).then(
    () => new Error('the service started'),
    (reason) => reason,
  )
  const { code, message } = error as ReceiverError
  expect(message).toMatch(/^[^\n]+$/)
  return `${code}: ${message}`
}

const throughDoor = (password: string, query: string) =>
  `postgres://${bed.database.connection.user}:${password}@localhost:${door.port}/${bed.database.connection.database}?sslmode=verify-full${query}`
const withRole = (role: string) => {
  const { host, port, database } = bed.database.connection
  return `postgres://${role}@localhost:${port}/${database}?host=${encodeURIComponent(host)}`
}

describe('a start that waiting cannot repair ends at once with one line', () => {
  it('with a wrong password, without a stack', async () => {
    const DATABASE_URL = throughDoor('wrong', `&sslrootcert=${encodeURIComponent(authority)}`)
    const environment = { DATABASE_URL }
    const started = startServiceChild(bed, folder, {
      handlers: 'good',
      name: 'service',
      environment,
    })
    await expect(started).rejects.toMatchObject({
      code: 'database_login',
      message: expect.stringMatching(/^database_login: (?!.*wrong)[^\n]*28P01[^\n]*$/),
    })
  })

  it('with an unknown database', async () => {
    const url = bed.database.url.replace(/\/test_[0-9a-f]+/, '/missing')
    expect(await lastWords(url)).toMatch(/^database_unknown: .*3D000/)
  })

  it('with an unknown role', async () => {
    expect(await lastWords(withRole('nobody_here'))).toMatch(/^database_login: .*28000/)
  })

  it('with a certificate of an unknown authority', async () => {
    const line = await lastWords(throughDoor('right', ''))
    expect(line).toMatch(/^database_tls: .*UNABLE_TO_/)
    expect(line).toContain('sslrootcert')
  })

  it('with a certificate that is signed by itself', async () => {
    door.certificate = SELF_SIGNED_CERTIFICATE
    expect(await lastWords(throughDoor('right', ''))).toMatch(
      /^database_tls: .*DEPTH_ZERO_SELF_SIGNED_CERT/,
    )
  })

  it('with a certificate that is trusted and has expired', async () => {
    door.certificate = EXPIRED_CERTIFICATE
    const trusted = path.join(folder, 'expired.pem')
    await writeFile(trusted, EXPIRED_CERTIFICATE)
    const url = throughDoor('right', `&sslrootcert=${encodeURIComponent(trusted)}`)
    expect(await lastWords(url)).toMatch(/^database_tls: .*CERT_HAS_EXPIRED/)
  })

  it('with the certificate of another host', async () => {
    door.certificate = ELSEWHERE_CERTIFICATE
    const url = throughDoor('right', `&sslrootcert=${encodeURIComponent(authority)}`)
    expect(await lastWords(url)).toMatch(/^database_tls: .*ERR_TLS_CERT_ALTNAME_INVALID/)
  })

  it('with a file of the address that cannot be read', async () => {
    const line = await lastWords(throughDoor('right', '&sslrootcert=/no/such'))
    expect(line).toMatch(/^database_tls: .*sslrootcert.*ENOENT/)
  })

  it('as a role that may not create tables, and names the GRANT that lets it', async () => {
    const role = await newRole()
    const line = await lastWords(withRole(role))
    expect(line).toMatch(/^database_rights: /)
    const [, grant] = /run: (GRANT .*)$/.exec(line) ?? []
    await bed.db.query(grant as string)
    const service = await start(withRole(role))
    await service.stop()
  })

  it('as a role that may not create the schema, and names the statement that does', async () => {
    const role = await newRole()
    const environment = { DATABASE_SCHEMA: 'granted' }
    const line = await lastWords(withRole(role), environment)
    expect(line).toMatch(/^database_rights: /)
    const [, create] = /run: (CREATE SCHEMA .*) \(or/.exec(line) ?? []
    await bed.db.query(create as string)
    const service = await start(withRole(role), environment)
    await service.stop()
  })

  it('as a role that may not use the tables of another one', async () => {
    const owner = await newRole()
    const other = await newRole()
    const schema = `owned_${owner}`
    await bed.db.query(`create schema ${schema} authorization ${owner}`)
    const first = await start(withRole(owner), { DATABASE_SCHEMA: schema })
    await first.stop()
    await bed.db.query(`grant usage, create on schema ${schema} to ${other}`)
    const line = await lastWords(withRole(other), { DATABASE_SCHEMA: schema })
    expect(line).toMatch(/^database_rights: .*42501, permission denied for table migration/)
  })
})

describe('the role and the schema of docs/database.md', () => {
  it('are all that the service needs', async () => {
    const page = await readFile(new URL('../../docs/database.md', import.meta.url), 'utf8')
    const [, sql = ''] = /```sql\n(.*?)```/s.exec(page) ?? []
    const name = `events_${randomBytes(6).toString('hex')}`
    const [before, behind] = sql.replaceAll(/\bevents\b/g, name).split(`\\connect ${name}\n`)
    const { host, port, user } = bed.database.connection
    for (const statement of before?.split(';\n').filter(Boolean) ?? [])
      await bed.db.query(statement)
    const admin = new pg.Client({ host, port, user, database: name })
    await admin.connect()
    try {
      await admin.query(behind as string)
      const url = `postgres://${name}@localhost:${port}/${name}?host=${encodeURIComponent(host)}`
      const instance = await start(url, { DATABASE_SCHEMA: 'sf_events' })
      await instance.send(['U1'])
      const { rows } = await admin.query('select count(*)::int as count from sf_events.message')
      expect(rows).toEqual([{ count: 1 }])
      await instance.stop()
    } finally {
      await admin.end()
      await bed.db.query(`drop database ${name} with (force)`)
      await bed.db.query(`drop role ${name}`)
    }
  })
})

describe('PGSSLMODE', () => {
  it.each(['socket', 'url'] as const)(
    'leaves connections to a Unix socket alone: %s',
    async (kind) => {
      const { connection } = bed.database
      const to: DatabaseConnection =
        kind === 'socket'
          ? { kind, ...connection }
          : { kind, url: `${withRole(connection.user)}&sslmode=require`, ca: null }
      // biome-ignore lint/style/noProcessEnv: the driver reads it there
      const environment = process.env
      Object.assign(environment, { PGSSLMODE: 'require', PGSSLNEGOTIATION: 'direct' })
      const pool = createPool(to, { name: 'test', max: 1, onError: () => undefined })
      try {
        const { rows } = await pool.query('select 1 as answer')
        expect(rows).toEqual([{ answer: 1 }])
      } finally {
        delete environment.PGSSLMODE
        delete environment.PGSSLNEGOTIATION
        await pool.end()
      }
    },
  )
})

describe('a bound database whose certificate names another host', () => {
  /** As SAP's service on Google Cloud: a certificate of the instance, and a client's key. */
  const boundOf = (credentials: Record<string, unknown>) => {
    const { user, database } = bed.database.connection
    const fields = { hostname: 'localhost', port: String(door.port), dbname: database }
    const login = { username: user, password: 'right', sslrootcert: AUTHORITY }
    const service = { ...fields, ...login, ...credentials }
    const postgres = { name: 'db', label: 'postgresql-db', tags: [], credentials: service }
    return readConfig({ VCAP_SERVICES: JSON.stringify({ 'postgresql-db': [postgres] }) }).database
  }

  it("is reached with a client's key, and the log says how it is verified", async () => {
    door.certificate = ELSEWHERE_CERTIFICATE
    const client = { sslcert: SERVER_CERTIFICATE, sslkey: SERVER_KEY }
    const database = boundOf(client)
    if (database === null) throw new Error('expected a database')
    const { log } = await bed.startInstance({ database })
    expect(log.filter((line) => line.includes('database_host_name_ignored'))).toHaveLength(1)
  })

  it('is not reached without one, and nothing is said', async () => {
    door.certificate = ELSEWHERE_CERTIFICATE
    const database = boundOf({})
    if (database === null) throw new Error('expected a database')
    await expect(bed.startInstance({ database })).rejects.toMatchObject({ code: 'database_tls' })
  })
})
