import tls from 'node:tls'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals'
import { createPool, type DatabaseConnection, type Pool } from '../../lib/store/db/database.ts'
import { createTestDatabase, type TestDatabase } from '../setup/test-database.ts'
import {
  AUTHORITY,
  ELSEWHERE_CERTIFICATE,
  OTHER_AUTHORITY,
  SERVER_CERTIFICATE,
} from '../support/server-certificates.ts'
import { startTlsDatabase, type TlsDatabase } from '../support/tls-database.ts'

let database: TestDatabase
let door: TlsDatabase
beforeAll(async () => {
  database = await createTestDatabase()
  door = await startTlsDatabase(database.connection, 'first')
})
afterAll(async () => {
  await door.close()
  await database.drop()
})
beforeEach(() => {
  door.password = 'first'
  door.certificate = SERVER_CERTIFICATE
})

type Address = Extract<DatabaseConnection, { kind: 'url' }>

function bound(changes: Partial<Address> = {}, query = ''): Address {
  const { user, database: name } = database.connection
  const url = `postgres://${user}:first@localhost:${door.port}/${name}${query}`
  return { kind: 'url', url, ca: AUTHORITY, isVerified: true, ...changes }
}

async function ask(connection: DatabaseConnection | (() => DatabaseConnection)): Promise<unknown> {
  return withPool(connection, async (pool) => {
    const { rows } = await pool.query('select 1 as answer')
    return rows[0].answer
  })
}

async function withPool<Result>(
  connection: DatabaseConnection | (() => DatabaseConnection),
  work: (pool: Pool) => Promise<Result>,
): Promise<Result> {
  const pool = createPool(connection, { name: 'test', max: 1, onError: () => undefined })
  try {
    return await work(pool)
  } finally {
    await pool.end()
  }
}

describe('a bound database', () => {
  it("is reached where its certificate is its authority's, for its name", async () => {
    expect(await ask(bound())).toBe(1)
  })

  it.each<[string, Partial<Address>, string]>([
    ['another authority', { ca: OTHER_AUTHORITY }, ''],
    ['no authority, so that those of the system count', { ca: null }, ''],
    ['an address that switches TLS off', { ca: OTHER_AUTHORITY }, '?sslmode=disable'],
    ['an address that switches the check off', { ca: OTHER_AUTHORITY }, '?sslmode=no-verify'],
    ['an address that begins with TLS', { ca: OTHER_AUTHORITY }, '?sslnegotiation=direct'],
  ])('is refused with %s', async (_name, changes, query) => {
    const code = expect.stringMatching(/^(UNABLE_TO_|SELF_SIGNED_|DEPTH_ZERO_)/)
    await expect(ask(bound(changes, query))).rejects.toMatchObject({ code })
  })

  it('is refused under the name of another host', async () => {
    door.certificate = ELSEWHERE_CERTIFICATE
    await expect(ask(bound())).rejects.toMatchObject({ code: 'ERR_TLS_CERT_ALTNAME_INVALID' })
  })

  describe('whose certificate names another host', () => {
    beforeEach(() => {
      door.certificate = ELSEWHERE_CERTIFICATE
    })
    const named = { ignoresHostName: true }

    it('is reached where its own authority signed it', async () => {
      expect(await ask(bound(named))).toBe(1)
    })

    it.each<[string, Partial<Address>]>([
      ['another authority', { ...named, ca: OTHER_AUTHORITY }],
      ['no authority of its own', { ...named, ca: null }],
    ])('is refused with %s', async (_name, changes) => {
      const code = expect.stringMatching(/^(UNABLE_TO_|SELF_SIGNED_|DEPTH_ZERO_)/)
      await expect(ask(bound(changes))).rejects.toMatchObject({ code })
    })

    it('counts its host name against an authority that everybody trusts', async () => {
      const trusted = tls.getCACertificates('default')
      tls.setDefaultCACertificates([...trusted, AUTHORITY])
      try {
        await expect(ask(bound({ ...named, ca: null }))).rejects.toMatchObject({
          code: 'ERR_TLS_CERT_ALTNAME_INVALID',
        })
      } finally {
        tls.setDefaultCACertificates(trusted)
      }
    })
  })

  it('is asked with the present password by each new connection; those that are in stay', async () => {
    let connection = bound()
    await withPool(
      () => connection,
      async (pool) => {
        const processId = async () => (await pool.query('select pg_backend_pid() as id')).rows[0].id
        const first = await processId()
        door.password = 'second'
        connection = bound({ url: connection.url.replace(':first@', ':second@') })
        expect(await processId()).toBe(first)
        door.disconnect()
        // The one that was cut off may be noticed by the next query only.
        await processId().catch(() => undefined)
        expect(await processId()).not.toBe(first)
        expect(door.refused).toBe(0)
      },
    )
  })
})
