import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer, type Server } from 'node:https'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals'
import type { ServiceProcess } from '../../lib/cli/demo/service-process.ts'
import { settledOrTimeout } from '../support/eventually.ts'
import { sign, type TestKey, testKey } from '../support/fake-issuer.ts'
import { type FakeReceiver, startFakeReceiver } from '../support/fake-receiver.ts'
import { type ForwardProxy, startForwardProxy } from '../support/forward-proxy.ts'
import { sendEvents } from '../support/send-events.ts'
import { AUTHORITY, ELSEWHERE_CERTIFICATE, SERVER_KEY } from '../support/server-certificates.ts'
import { startServiceChild } from '../support/service-child.ts'
import { createTestBed, type TestBed } from '../support/test-service.ts'

/** Nobody finds this host without the proxy. */
const ELSEWHERE = 'https://elsewhere.example'

describe('behind an outbound proxy', () => {
  let bed: TestBed
  let folder: string
  let key: TestKey
  let issuer: Server
  let archive: FakeReceiver
  let proxy: ForwardProxy
  let child: ServiceProcess

  beforeAll(async () => {
    bed = await createTestBed()
    folder = await mkdtemp(path.join(tmpdir(), 'sf-event-receiver-proxy-'))
    await writeFile(path.join(folder, 'authority.pem'), AUTHORITY)
    key = await testKey('elsewhere')
    const tls = { cert: ELSEWHERE_CERTIFICATE, key: SERVER_KEY }
    issuer = createServer(tls, ({ url }, response) => {
      const token = { access_token: 'of-elsewhere', token_type: 'bearer', expires_in: 3_600 }
      response.setHeader('content-type', 'application/json')
      response.end(JSON.stringify(url === '/keys' ? { keys: [key.jwk] } : token))
    })
    await new Promise<void>((resolve) => issuer.listen(0, '127.0.0.1', resolve))
  })
  beforeEach(async () => {
    archive = await startFakeReceiver(() => ({ status: 200 }))
    proxy = await startForwardProxy({
      'elsewhere.example:443': (issuer.address() as AddressInfo).port,
    })
  })
  afterEach(async () => {
    await child.stop()
    await archive.close()
    await proxy.close()
  })
  afterAll(async () => {
    issuer.closeAllConnections()
    issuer.close()
    await bed.stop()
    await rm(folder, { recursive: true, force: true })
  })

  async function start(environment: Readonly<Record<string, string>>): Promise<{ url: string }> {
    child = await startServiceChild(bed, folder, {
      handlers: 'forwarding',
      name: 'proxied',
      environment: {
        NODE_USE_ENV_PROXY: '1',
        HTTP_PROXY: proxy.url,
        HTTPS_PROXY: proxy.url,
        NODE_EXTRA_CA_CERTS: path.join(folder, 'authority.pem'),
        TRUSTED_ISSUERS: JSON.stringify([
          {
            kind: 'jwks',
            issuer: ELSEWHERE,
            jwksUri: `${ELSEWHERE}/keys`,
            audience: 'harbour',
            clients: ['sender'],
          },
        ]),
        DESTINATIONS: JSON.stringify({
          archive: {
            url: archive.url,
            authentication: 'OAuth2ClientCredentials',
            tokenServiceURL: `${ELSEWHERE}/token`,
            clientId: 'receiver',
            clientSecret: 'not-a-real-secret',
          },
        }),
        ...environment,
      },
    })
    return { url: `http://127.0.0.1:${child.port}` }
  }

  function tokenOfElsewhere(): Promise<string> {
    const now = Math.floor(Date.now() / 1_000)
    const claims = { iss: ELSEWHERE, aud: 'harbour', sub: 'sender', client_id: 'sender' }
    return sign({ ...claims, iat: now, exp: now + 600 }, key)
  }

  it('keys and tokens are fetched through it, and local stand-ins without it', async () => {
    const service = await start({ NO_PROXY: 'localhost,127.0.0.1' })
    await sendEvents(service, await tokenOfElsewhere(), ['20001'])
    await sendEvents(service, await bed.token(), ['20002'])
    await settledOrTimeout(() => archive.calls.length === 2, 'both events in the archive')
    expect(archive.calls.map(({ headers }) => headers.authorization)).toEqual([
      'Bearer of-elsewhere',
      'Bearer of-elsewhere',
    ])
    expect(new Set(proxy.targets)).toEqual(new Set(['elsewhere.example:443']))
  })

  it('local stand-ins are not reached if NO_PROXY does not name them', async () => {
    const service = await start({ NO_PROXY: '' })
    await sendEvents(service, await tokenOfElsewhere(), ['20003'])
    await settledOrTimeout(
      () => proxy.targets.includes(new URL(archive.url).host),
      'a call for the archive at the proxy',
    )
    expect(archive.calls).toEqual([])
  })
})
