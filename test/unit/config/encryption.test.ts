import path from 'node:path'
import { describe, expect, it } from '@jest/globals'
import { readConfig } from '../../../lib/config/read-config.ts'
import { mistakesOf } from './config-of-bindings.ts'

const PRODUCTION = {
  NODE_ENV: 'production',
  TRUSTED_ISSUERS: JSON.stringify([
    {
      kind: 'oidc',
      issuer: 'https://login.example.com',
      audience: 'a',
      grants: { Ingest: { scope: 's' } },
    },
  ]),
}
const database = (name: string) => ({
  name,
  credentials: { uri: `postgres://u:p@${name}:5432/db`, sslrootcert: 'PEM' },
})
const credstore = {
  name: 'master-key',
  credentials: {
    url: 'https://credstore.example.com/api/v1/credentials',
    username: 'user',
    password: 'hunter2',
    encryption: { client_private_key: 'hunter2', server_public_key: 'hunter2' },
  },
}
const services = (credentials: object = credstore.credentials) =>
  JSON.stringify({
    'postgresql-db': [database('events'), database('keys')],
    credstore: [{ ...credstore, credentials }],
  })
const read = (variables: Record<string, string>) => readConfig({ ...PRODUCTION, ...variables })
const mistakes = (variables: Record<string, string>) => mistakesOf(() => read(variables))

describe('the configuration of the keys', () => {
  it('needs nothing outside of production', () => {
    expect(readConfig({}).encryption).toBeNull()
    expect(mistakesOf(() => readConfig({ KEY_STORE: 'folder' }))).toContain('KEYS_DIR')
  })

  it('takes a second bound database by its name, and the master key from SAP Credential Store', () => {
    const config = read({
      VCAP_SERVICES: services(),
      KEY_STORE: 'postgresql',
      KEYS_DATABASE_BINDING: 'keys',
      MASTER_KEY_CREDENTIAL: 'receiver/master-key',
    })
    expect(config.database).toMatchObject({ url: 'postgres://u:p@events:5432/db' })
    expect(config.encryption).toMatchObject({
      keyStore: { kind: 'postgresql', database: { url: 'postgres://u:p@keys:5432/db', ca: 'PEM' } },
      masterKey: {
        kind: 'credential-store',
        credential: { namespace: 'receiver', name: 'master-key', username: 'user' },
      },
    })
  })

  it('takes a folder outside of the data, and a file', () => {
    const files = { DATABASE_URL: 'postgres://localhost/db', MASTER_KEY_FILE: '/run/master.key' }
    const folder = { KEY_STORE: 'folder', ...files, DATA_DIR: '/data' }
    expect(read({ ...folder, KEYS_DIR: '/keys' }).encryption).toEqual({
      keyStore: { kind: 'folder', folder: '/keys' },
      masterKey: { kind: 'file', file: '/run/master.key' },
    })
    for (const KEYS_DIR of ['/data', '/data/keys', path.relative(process.cwd(), '/data/keys')]) {
      expect(mistakes({ ...folder, KEYS_DIR })).toContain(
        'KEYS_DIR: expected a folder outside of DATA_DIR',
      )
    }
  })

  it('verifies a remote database of the keys', () => {
    const variables = { DATABASE_URL: 'postgres://localhost/db', MASTER_KEY_FILE: '/k' }
    const message = mistakes({
      ...variables,
      KEY_STORE: 'postgresql',
      KEYS_DATABASE_URL: 'postgres://u:hunter2@keys.example.com/db',
    })
    expect(message).toContain('KEYS_DATABASE_URL: expected TLS')
    expect(message).not.toContain('hunter2')
  })

  it.each([
    [{}, ['no key store', 'no master key']],
    [{ KEY_STORE: 'postgresql' }, ['KEYS_DATABASE_BINDING, the name of', 'no master key']],
    [{ KEY_STORE: 'cloud' }, ['KEY_STORE: expected folder, postgresql or event-database']],
    [
      { KEY_STORE: 'postgresql', KEYS_DATABASE_BINDING: 'other', MASTER_KEY_FILE: '/k' },
      ['none named "other"'],
    ],
    [{ MASTER_KEY_CREDENTIAL: 'one' }, ['MASTER_KEY_CREDENTIAL: expected the namespace']],
    [{ MASTER_KEY_CREDENTIAL: 'a/b' }, ['expected credentials.url, username']],
  ])('names what is missing in %j, and no value', (variables, expected) => {
    const binding = { ...credstore.credentials, encryption: undefined }
    const message = mistakes({ VCAP_SERVICES: services(binding), ...variables })
    for (const text of expected) expect(message).toContain(text)
    expect(message).not.toContain('hunter2')
  })
})
