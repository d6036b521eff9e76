import { describe, expect, it } from '@jest/globals'
import { readConfig } from '../../../lib/config/read-config.ts'
import { PRODUCTION } from './config-of-bindings.ts'

const ISSUERS = JSON.stringify([
  {
    kind: 'oidc',
    issuer: 'https://login.example.com',
    audience: 'a',
    grants: { Ingest: { scope: 's' } },
  },
])

/** Mistakes of a production with this database; an empty text = it is accepted. */
function inProduction(url: string, variables: Record<string, string> = {}): string {
  try {
    readConfig({
      ...PRODUCTION,
      TRUSTED_ISSUERS: ISSUERS,
      DATABASE_URL: url,
      ...variables,
    })
    return ''
  } catch (error) {
    expect(error).toMatchObject({ code: 'config_invalid' })
    return (error as Error).message
  }
}

const FAR = 'postgres://u:secret@db.example.com:5432/events'

describe('the way to the database in production', () => {
  it.each([
    ['no word about TLS', '', {}],
    ['sslmode=disable', '?sslmode=disable', {}],
    ['sslmode=no-verify', '?sslmode=no-verify', {}],
    ['the last sslmode of two', '?sslmode=verify-full&sslmode=disable', {}],
    ['ssl=no-verify', '?ssl=no-verify', {}],
    ['ssl=0', '?ssl=0', {}],
    ["libpq's require", '?uselibpqcompat=true&sslmode=require', {}],
    ["libpq's prefer", '?uselibpqcompat=true&sslmode=prefer', {}],
    [
      "libpq's prefer with an authority",
      '?uselibpqcompat=true&sslmode=prefer&sslrootcert=package.json',
      {},
    ],
    ['PGSSLMODE=disable', '', { PGSSLMODE: 'disable' }],
    ['PGSSLMODE=no-verify', '', { PGSSLMODE: 'no-verify' }],
    ['an unknown PGSSLMODE', '', { PGSSLMODE: 'allow' }],
    ['sslmode=disable beside PGSSLMODE', '?sslmode=disable', { PGSSLMODE: 'verify-full' }],
    ['Node that verifies nothing', '?sslmode=verify-full', { NODE_TLS_REJECT_UNAUTHORIZED: '0' }],
  ])('is refused with %s', (_name, query, variables) => {
    const message = inProduction(FAR + query, variables)
    expect(message).toMatch(/DATABASE_URL: expected TLS with verification in production/)
    expect(message).toMatch(/sslmode=verify-full/)
    expect(message.split('\n')).toHaveLength(2)
    expect(message).not.toMatch(/secret|db\.example\.com/)
  })

  it.each([
    ['sslmode=verify-full', '?sslmode=verify-full', {}],
    ['sslmode=require, which the driver verifies', '?sslmode=require', {}],
    ['ssl=true', '?ssl=true', {}],
    ['ssl=1', '?ssl=1', {}],
    ['sslnegotiation=direct', '?sslnegotiation=direct', {}],
    ["libpq's verify-full", '?uselibpqcompat=true&sslmode=verify-full', {}],
    [
      "libpq's require with an authority",
      '?uselibpqcompat=true&sslmode=require&sslrootcert=package.json',
      {},
    ],
    ['PGSSLMODE=verify-full', '', { PGSSLMODE: 'verify-full' }],
  ])('is accepted with %s', (_name, query, variables) => {
    expect(inProduction(FAR + query, variables)).toBe('')
  })

  it.each([
    ['localhost', 'postgres://u:p@localhost/events', {}],
    ['127.0.0.2', 'postgres://u:p@127.0.0.2:5433/events', {}],
    ['::1', 'postgres://u:p@[::1]/events', {}],
    ['no host', 'postgres:///events', {}],
    ['a user without a host', 'postgres://u:p@/events', {}],
    ['a socket as parameter', 'postgres://u@localhost/events?host=/var/run/postgresql', {}],
    ['a socket without a host', 'postgres://u:p@/events?host=/var/run/postgresql', {}],
    ['a socket as host', 'postgres://u@%2Fvar%2Frun%2Fpostgresql/events', {}],
    ['a socket in PGHOST', 'postgres:///events', { PGHOST: '/var/run/postgresql' }],
  ])('needs no TLS to this machine: %s', (_name, url, variables) => {
    expect(inProduction(url, variables)).toBe('')
  })

  it.each([
    ['a host in the parameters', 'postgres://u:p@localhost/events?host=db.example.com', {}],
    ['a host in PGHOST', 'postgres:///events', { PGHOST: 'db.example.com' }],
    ['a name like localhost', 'postgres://u:p@localhost.example.com/events', {}],
    ['a name like a loopback address', 'postgres://u:p@127.0.0.1.example.com/events', {}],
  ])('needs TLS to %s', (_name, url, variables) => {
    expect(inProduction(url, variables)).toMatch(/expected TLS/)
  })

  it('has no rule of bindings', () => {
    const ignored = { DATABASE_TLS_HOST_NAME: 'ignore' }
    expect(inProduction(`${FAR}?sslmode=verify-full`, ignored)).toMatch(/sslmode=verify-ca/)
    const query = '?uselibpqcompat=true&sslmode=verify-ca&sslrootcert=package.json'
    expect(inProduction(FAR + query)).toBe('')
  })

  it('asks for nothing outside of production', () => {
    expect(readConfig({ DATABASE_URL: FAR }).database).toEqual({ kind: 'url', url: FAR, ca: null })
  })
})

describe('an address of the database', () => {
  it.each([
    ['# in the password', 'postgres://u:se#cret@h/db', '%23'],
    ['# behind digits', 'postgres://u:12#cret@h/db', '%23'],
    ['/ in the password', 'postgres://u:se/cret@h/db', '%2F'],
    ['/ behind digits', 'postgres://u:12/cret@h/db', '%2F'],
    ['? behind digits', 'postgres://u:12?cret@h/db', '%3F'],
    ['a % that begins no character', 'postgres://u:cret%E4@h/db', '%25'],
    ['a port that is none', 'postgres://u:cret@h:cret/db', 'host:port'],
    ['a % in the host', 'postgres://u:cret@h%E4/db', '%25'],
    ['an empty ssl', 'postgres://u:cret@h/db?ssl=', 'sslmode=verify-full'],
    [
      'an ssl that the driver does not know',
      'postgres://u:cret@h/db?ssl=cret',
      'sslmode=verify-full',
    ],
  ])('with %s is refused in one sentence without its secret', (_name, url, advice) => {
    const read = () => readConfig({ DATABASE_URL: url })
    expect(read).toThrow(expect.objectContaining({ code: 'config_invalid' }))
    expect(read).toThrow(new RegExp(`\\n {2}DATABASE_URL (?!.*cret)[^\\n]*${advice}[^\\n]*$`))
  })

  it.each([
    ['a certificate file that is not there', '?sslmode=verify-full&sslrootcert=/no/such', 'ENOENT'],
    ['an unknown sslnegotiation', '?sslnegotiation=later', 'sslnegotiation'],
    ['direct TLS that is off', '?sslmode=disable&sslnegotiation=direct', 'sslnegotiation'],
    ["libpq's verify-ca without a file", '?uselibpqcompat=true&sslmode=verify-ca', 'sslrootcert'],
  ])('that the driver objects to is refused: %s', (_name, query, text) => {
    const read = () => readConfig({ DATABASE_URL: `postgres://u:cret@h/db${query}` })
    expect(read).toThrow(new RegExp(`\\n {2}DATABASE_URL: (?!.*cret)[^\\n]*${text}[^\\n]*$`))
  })

  it.each([
    'postgres://u:p%23%2F%3F@h:5432/db',
    'postgres://u:100%@h/db',
    'postgres://u@localhost:5432/db?host=%2Ftmp%2Fa',
  ])('is taken as it is: %s', (url) => {
    expect(readConfig({ DATABASE_URL: url }).database).toMatchObject({ url })
  })
})

describe('the settings of the database and of memory', () => {
  it('have values that suit an instance of 512 MB', () => {
    expect(readConfig({})).toMatchObject({
      databaseSchema: null,
      databasePoolSize: 16,
      bodyMemoryBytes: 128 * 1024 * 1024,
    })
  })

  it('can be set', () => {
    const environment = {
      DATABASE_SCHEMA: 'sf_events',
      DATABASE_POOL_SIZE: '6',
      BODY_MEMORY_MB: '20',
    }
    expect(readConfig(environment)).toMatchObject({
      databaseSchema: 'sf_events',
      databasePoolSize: 6,
      bodyMemoryBytes: 20 * 1024 * 1024,
    })
  })

  it.each([
    ['DATABASE_SCHEMA', 'Sf'],
    ['DATABASE_SCHEMA', 'a"b'],
    ['DATABASE_SCHEMA', 'pg_events'],
    ['DATABASE_SCHEMA', 'information_schema'],
    ['DATABASE_SCHEMA', 'a'.repeat(64)],
    ['DATABASE_POOL_SIZE', '5'],
    ['DATABASE_POOL_SIZE', '101'],
    ['BODY_MEMORY_MB', '7'],
    ['BODY_MEMORY_MB', '19'],
  ])('%s=%s is refused', (name, value) => {
    expect(() => readConfig({ [name]: value })).toThrow(new RegExp(`\\n {2}${name}: expected `))
  })
})
