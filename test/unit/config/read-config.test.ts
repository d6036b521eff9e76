import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { describe, expect, it } from '@jest/globals'
import { readConfig } from '../../../lib/config/read-config.ts'

const xsuaa = {
  name: 'auth',
  credentials: {
    clientid: 'sb-app!t1',
    xsappname: 'app!t1',
    url: 'https://sub.authentication.eu10.hana.ondemand.com',
    uaadomain: 'authentication.eu10.hana.ondemand.com',
    tenantid: 'tenant-1',
  },
}
const postgres = {
  name: 'db',
  credentials: { uri: 'postgres://u:p@host:5432/db', sslrootcert: 'PEM' },
}

const KEYS = { KEY_STORE: 'event-database', MASTER_KEY_FILE: 'master.key' }

const mistakesOf = (variables: Record<string, string>): string => {
  try {
    readConfig(variables)
  } catch (error) {
    expect(error).toMatchObject({ code: 'config_invalid' })
    return (error as Error).message
  }
  throw new Error('the configuration was accepted')
}

describe('readConfig', () => {
  it('knows the instance by the ids of the platform, and does without them', () => {
    const { application } = readConfig({
      ...KEYS,
      VCAP_APPLICATION: JSON.stringify({ organization_id: 'org-1', space_id: 'space-1' }),
      VCAP_SERVICES: JSON.stringify({ xsuaa: [xsuaa], 'postgresql-db': [postgres] }),
      CF_INSTANCE_INDEX: '3',
      CF_INSTANCE_IP: '10.0.0.3',
    })
    expect(application).toMatchObject({
      organizationId: 'org-1',
      spaceId: 'space-1',
      componentInstance: '3',
      containerId: '10.0.0.3',
    })
    expect(readConfig({}).application).toMatchObject({ organizationId: '', containerId: '' })
  })

  it('trims variables, which may come from a file that ends with a newline', () => {
    const { database, port } = readConfig({ DATABASE_URL: 'postgres://u:p@host/db\n', PORT: '1\n' })
    expect({ database, port }).toMatchObject({
      database: { url: 'postgres://u:p@host/db' },
      port: 1,
    })
    expect(mistakesOf({ NODE_ENV: 'production\n' })).toContain('no database')
  })

  it('needs nothing on one machine and leaves room for the stand-ins', () => {
    expect(readConfig({})).toMatchObject({
      production: false,
      role: 'all',
      port: 4004,
      ingestPaths: ['/http/successfactors/events', '/cxf/successfactors/events'],
      bodyLimitBytes: 10 * 1024 * 1024,
      duplicateWindows: { bodyMs: 900_000, recordMs: 60_000 },
      database: null,
      issuers: null,
      local: { tokenPort: 4005, clientSecret: null },
    })
    expect(Object.isFrozen(readConfig({}))).toBe(true)
  })

  it('takes issuer and database from the bindings, and verifies the database by its CA', () => {
    const config = readConfig({
      ...KEYS,
      VCAP_APPLICATION: JSON.stringify({ application_name: 'receiver', space_name: 'dev' }),
      VCAP_SERVICES: JSON.stringify({ xsuaa: [xsuaa], 'postgresql-db': [postgres] }),
    })
    expect(config.production).toBe(true)
    expect(config.database).toEqual({
      kind: 'url',
      url: postgres.credentials.uri,
      ca: 'PEM',
      isVerified: true,
    })
    expect(config.issuers?.map(({ issuers }) => issuers[0])).toEqual([
      `${xsuaa.credentials.url}/oauth/token`,
    ])
    expect(config.application).toMatchObject({ componentName: 'receiver', spaceName: 'dev' })
  })

  it('refuses production without issuer, database and keys, whatever makes it production', () => {
    for (const variables of [{ NODE_ENV: 'production' }, { VCAP_APPLICATION: '{}' }]) {
      const message = mistakesOf(variables)
      expect(message).toContain('no trusted issuer')
      expect(message).toContain('no database')
      expect(message).toContain('no key store')
      expect(message).toContain('no master key')
    }
  })

  it('lists every mistake at once, and no value of any', () => {
    const message = mistakesOf({
      PORT: 'http',
      ROLE: 'both',
      INGEST_PATHS: '/a%20b',
      BODY_LIMIT_MB: '0',
      DATABASE_URL: 'mysql://user:hunter2@host/db',
      LOCAL_CLIENT_SECRET: 'hunter2',
      TRUSTED_ISSUERS: '[{"kind":"oidc"}]',
      VCAP_SERVICES: '{"xsuaa":[{"name":"auth","credentials":{"clientsecret":"hunter2"}}]}',
    })
    for (const place of [
      'PORT: ',
      'ROLE: ',
      'INGEST_PATHS',
      'BODY_LIMIT_MB: ',
      'DATABASE_URL: ',
      'LOCAL_CLIENT_SECRET: ',
      'TRUSTED_ISSUERS[0]',
      'VCAP_SERVICES xsuaa "auth"',
    ]) {
      expect(message).toContain(place)
    }
    expect(message).not.toContain('hunter2')
  })

  it('reads the bindings from the file that the platform names, and again from time to time', async () => {
    const folder = await mkdtemp(path.join(tmpdir(), 'read-config-'))
    try {
      const file = path.join(folder, 'vcap_services')
      await writeFile(file, JSON.stringify({ xsuaa: [xsuaa], 'postgresql-db': [postgres] }))
      const config = readConfig({ VCAP_SERVICES_FILE_PATH: file, BINDINGS_CHECK_SECONDS: '7' })
      expect(config.issuers).toHaveLength(1)
      expect(config.bindingsCheckMs).toBe(7_000)
      expect(readConfig({ BINDINGS_CHECK_SECONDS: '7' }).bindingsCheckMs).toBeNull()
    } finally {
      await rm(folder, { recursive: true, force: true })
    }
  })

  it('stops where the file is not there', () => {
    expect(mistakesOf({ VCAP_SERVICES_FILE_PATH: '/nowhere/vcap_services' })).toContain(
      'VCAP_SERVICES_FILE_PATH: expected a file that can be read (ENOENT)',
    )
  })

  it('refuses two databases, and bindings that cannot be read', () => {
    expect(
      mistakesOf({ VCAP_SERVICES: JSON.stringify({ 'postgresql-db': [postgres, postgres] }) }),
    ).toContain('expected one PostgreSQL binding')
    expect(mistakesOf({ VCAP_SERVICES: 'not json' })).toContain('VCAP_SERVICES: expected')
  })
})
