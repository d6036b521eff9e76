import { describe, expect, it } from '@jest/globals'
import { cloudFoundryFolder, POSTGRESQL, XSUAA } from '../../support/binding-shapes.ts'
import { mistakesOf, shaped } from './config-of-bindings.ts'

describe('a PostgreSQL binding', () => {
  const databaseIn = (credentials: Record<string, unknown>, offering = 'postgresql-db') =>
    shaped(cloudFoundryFolder)([XSUAA, { ...POSTGRESQL, offering, credentials }]).database

  it('without an authority is verified by those of the system, never taken without TLS', () => {
    const uri = 'postgres://u:p@db.example/name?sslmode=disable'
    expect(databaseIn({ uri })).toEqual({ kind: 'url', url: uri, ca: null, isVerified: true })
  })

  it('of servicebinding.io tells the parts alone', () => {
    const parts = { host: 'db', port: '5433', database: 'a b', username: 'u', password: 'p@/:' }
    expect(databaseIn(parts, 'postgresql')).toMatchObject({
      url: 'postgres://u:p%40%2F%3A@db:5433/a%20b',
    })
  })

  it('brings the certificate for servers that ask for one', () => {
    const { uri } = POSTGRESQL.credentials
    expect(databaseIn({ uri, sslrootcert: 'CA', sslcert: 'CERT', sslkey: 'KEY' })).toMatchObject({
      ca: 'CA',
      clientCertificate: { cert: 'CERT', key: 'KEY' },
    })
  })

  it('prefers its separate fields where all are there', () => {
    const { uri, ...fields } = POSTGRESQL.credentials
    const other = 'postgres://someone:else@elsewhere.example:1/other'
    expect(databaseIn({ ...fields, uri: other })).toMatchObject({ url: uri })
    expect(databaseIn({ ...fields, uri: 'nothing' })).toMatchObject({ url: uri })
    for (const name of ['hostname', 'port', 'dbname', 'username', 'password']) {
      const some = { ...fields, uri: other, [name]: undefined }
      expect(databaseIn(some)).toMatchObject({ url: other })
    }
    expect(databaseIn({ ...fields, hostname: '2001:db8::1' })).toMatchObject({
      url: 'postgres://user1:hidden-3@[2001:db8::1]:2345/name1',
    })
  })

  describe('whose certificate does not name its host', () => {
    const fields = { ...POSTGRESQL.credentials, sslrootcert: 'CA' }
    const ignored = { ca: 'CA', isVerified: true, ignoresHostName: true }
    const withRule = (rule: string, credentials: Record<string, unknown>) =>
      shaped(cloudFoundryFolder, { DATABASE_TLS_HOST_NAME: rule })([
        XSUAA,
        { ...POSTGRESQL, credentials },
      ]).database

    it.each<[string, Record<string, unknown>]>([
      ["a client's key", { ...fields, sslkey: 'KEY' }],
      ['an IPv4 address', { ...fields, hostname: '10.1.2.3' }],
      ['an IPv6 address', { ...fields, hostname: '2001:db8::1' }],
      ['an IP address in its uri', { uri: 'postgres://u:p@10.1.2.3/d', sslrootcert: 'CA' }],
    ])('is verified by its own authority alone, with %s', (_name, credentials) => {
      expect(databaseIn(credentials)).toMatchObject(ignored)
      expect(withRule('verify', credentials)).not.toHaveProperty('ignoresHostName')
    })

    it.each<[string, Record<string, unknown>]>([
      ['a name', fields],
      ['a name of digits', { ...fields, hostname: '10.1.2.3.example' }],
      ["a client's key and no authority", { ...fields, sslkey: 'KEY', sslrootcert: undefined }],
      ['an IP address and no authority', { ...fields, hostname: '10.1.2.3', sslrootcert: '' }],
    ])('is verified by its host name, with %s', (_name, credentials) => {
      expect(databaseIn(credentials)).not.toHaveProperty('ignoresHostName')
    })

    it('is verified as the variable says, never without an authority', () => {
      expect(withRule('ignore', fields)).toMatchObject(ignored)
      const message = mistakesOf(() => withRule('ignore', { ...fields, sslrootcert: undefined }))
      expect(message).toContain('expected credentials.sslrootcert')
      expect(mistakesOf(() => withRule('none', fields))).toContain('expected verify or ignore')
    })
  })

  it.each<[string, Record<string, unknown>]>([
    ['another scheme', { uri: 'mysql://u:hunter2@h/d' }],
    ['white space in its address', { uri: 'postgres://u:hunter2@db\n.example/d' }],
    ['an address that is none', { uri: 'postgres://u:hunter2@[/d' }],
    ['parts of which one is missing', { hostname: 'h', dbname: 'd', password: 'hunter2' }],
    ['a wrong address beside some parts', { uri: 'hunter2', hostname: 'h', port: '1' }],
  ])('with %s is a mistake that names it and no value', (_name, credentials) => {
    const message = mistakesOf(() => databaseIn(credentials))
    expect(message).toContain('SERVICE_BINDING_ROOT postgresql-db "harbour-db": expected')
    expect(message).not.toContain('hunter2')
  })
})
