import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { type ServiceProcess, startService } from '../../lib/cli/demo/service-process.ts'
import { createTestDatabase, type TestDatabase } from '../setup/test-database.ts'
import { operatorEntries, operatorSecretKey } from '../support/binding-shapes.ts'
import { type BrowserLike, createBrowserLike } from '../support/browser-like.ts'
import { settledOrTimeout } from '../support/eventually.ts'
import { type FakeReceiver, startFakeReceiver } from '../support/fake-receiver.ts'
import { writeKubernetesFolder } from '../support/kubernetes-folder.ts'
import { AUTHORITY } from '../support/server-certificates.ts'
import { soapMessage } from '../support/soap-message.ts'
import { startTlsDatabase, type TlsDatabase } from '../support/tls-database.ts'

const SENDER = 'opaque-sender'

let folder: string
let database: TestDatabase
let door: TlsDatabase
let issuer: FakeReceiver
let service: ServiceProcess
let browser: BrowserLike

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'rotation-'))
  database = await createTestDatabase()
  door = await startTlsDatabase(database.connection, 'db-1')
  issuer = await startFakeReceiver(({ url }) => {
    if (url === '/introspect') {
      return { status: 200, json: { active: true, client_id: SENDER } }
    }
    return url === '/oauth/token'
      ? { status: 400, json: { error: 'invalid_grant' } }
      : { status: 200, json: { keys: [] } }
  })
  browser = createBrowserLike()
  await bind('1')
  service = await startService({
    environment: {
      SERVICE_BINDING_ROOT: path.join(folder, 'bindings'),
      BINDINGS_CHECK_SECONDS: '1',
      TRUSTED_ISSUERS: JSON.stringify([
        {
          kind: 'introspection',
          issuer: 'https://oauth.example',
          introspectionUri: `${issuer.url}/introspect`,
          clientBinding: 'neo',
          audience: false,
          clients: [SENDER],
          rememberSeconds: 0,
        },
      ]),
      HANDLERS_DIR: 'test/fixtures/handlers/good',
      PORT: '0',
    },
    logFile: path.join(folder, 'service.log'),
    signal: new AbortController().signal,
  })
})
afterEach(async () => {
  await service.stop()
  await issuer.close()
  await door.close()
  await database.drop()
  await rm(folder, { recursive: true, force: true })
})

const address = (route: string) => `http://127.0.0.1:${service.port}${route}`
const bindingOf = (name: string) => path.join(folder, 'bindings', name)

/** Writes all bindings as Kubernetes mounts them, with the secrets of this generation. */
async function bind(generation: string): Promise<void> {
  const plain = { plan: 'any', instance: 'any' }
  const auth = {
    clientid: 'sb-harbour!t7',
    clientsecret: `login-${generation}`,
    xsappname: 'harbour!t7',
    url: issuer.url,
    tenantid: 'tenant-1',
  }
  const neo = { clientid: 'own', clientsecret: `neo-${generation}` }
  await writeKubernetesFolder(
    bindingOf('auth'),
    operatorEntries({ ...plain, offering: 'xsuaa', credentials: auth }),
  )
  await writeKubernetesFolder(
    bindingOf('neo'),
    operatorSecretKey({ ...plain, offering: 'user-provided', credentials: neo }),
  )
  await bindDatabase(`db-${generation}`)
}

async function bindDatabase(password: string): Promise<void> {
  const { user, database: name } = database.connection
  const uri = `postgres://${user}:${password}@localhost:${door.port}/${name}`
  const credentials = { uri, sslrootcert: AUTHORITY }
  await writeKubernetesFolder(
    bindingOf('db'),
    operatorEntries({ plan: 'any', instance: 'any', offering: 'postgresql-db', credentials }),
  )
}

const logLines = async () => (await readFile(path.join(folder, 'service.log'), 'utf8')).split('\n')
const logged = (text: string) =>
  settledOrTimeout(
    async () => (await logLines()).some((line) => line.includes(text)),
    `"${text}" in the log`,
  )

async function send(): Promise<number> {
  const { status } = await fetch(address('/http/successfactors/events'), {
    method: 'POST',
    headers: { authorization: 'Bearer 8271a067cafe', 'content-type': 'text/xml' },
    body: soapMessage([{}]),
  })
  return status
}

const lastCall = (route: string) => issuer.calls.findLast(({ url }) => url === route)
const basicOf = (route: string) => {
  const [, credentials = ''] = String(lastCall(route)?.headers.authorization).split(' ')
  return decodeURIComponent(Buffer.from(credentials, 'base64').toString())
}

async function beginLogin(): Promise<string> {
  const begun = await browser.get(address('/monitor/login'))
  return new URL(begun.headers.get('location') ?? '').searchParams.get('state') ?? ''
}
const finishLogin = (state: string) =>
  browser.get(address(`/monitor/callback?code=any&state=${state}`))

async function readyAgain(): Promise<void> {
  door.disconnect()
  await settledOrTimeout(
    async () => (await fetch(address('/health/ready'))).status === 200,
    'the service to be ready',
  )
}

describe('a service whose bindings are rotated', () => {
  it('uses the new secrets for database, login and introspection without a restart', async () => {
    expect(await send()).toBe(200)
    expect(basicOf('/introspect')).toBe('own:neo-1')
    await finishLogin(await beginLogin())
    expect(basicOf('/oauth/token')).toBe('sb-harbour!t7:login-1')
    // A UAA decodes what RFC 6749 has encoded only where it is told to.
    expect(lastCall('/oauth/token')?.headers['x-cf-encoded-credentials']).toBe('true')
    const begunBefore = await beginLogin()

    await bind('2')
    door.password = 'db-2'
    await logged('new secrets of the bindings are in use')
    await readyAgain()

    expect(await send()).toBe(200)
    expect(basicOf('/introspect')).toBe('own:neo-2')
    await finishLogin(begunBefore)
    expect(basicOf('/oauth/token')).toBe('sb-harbour!t7:login-2')
  })

  it('keeps the last good secrets while a binding cannot be read, and says so once', async () => {
    await writeKubernetesFolder(bindingOf('db'), { type: 'postgresql-db', '.metadata': '{' })
    await logged('binding_unreadable')
    await readyAgain()
    expect(await send()).toBe(200)

    await bindDatabase('db-1')
    await logged('the bindings can be read again')
    const told = (await logLines()).filter((line) => line.includes('binding_unreadable'))
    expect(told).toHaveLength(1)
    expect(told[0]).toContain('SERVICE_BINDING_ROOT \\"db\\"')
  })
})
