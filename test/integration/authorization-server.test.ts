import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals'
import { decodeJwt, decodeProtectedHeader } from 'jose'
import { createAuthenticator } from '../../lib/auth/tokens/authenticate.ts'
import { trustXsuaaBinding } from '../../lib/config/xsuaa-binding.ts'
import {
  type LocalAuthorizationServer,
  startLocalAuthorizationServer,
} from '../../lib/local/authorization-server/start-local-authorization-server.ts'

let dataDir: string
let server: LocalAuthorizationServer
const consoleSpies = [jest.spyOn(console, 'info'), jest.spyOn(console, 'warn')]

beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'authorization-server-'))
  server = await startLocalAuthorizationServer({ dataDir, port: 0 })
})
afterAll(async () => {
  await server.close()
  await rm(dataDir, { recursive: true })
})

interface Answer {
  readonly status: number
  readonly body: Record<string, unknown>
}

/** asks a UAA to decode HTTP Basic */
const ENCODED = 'x-cf-encoded-credentials'
const form = 'application/x-www-form-urlencoded'

async function post(url: string, body: string, authorization?: string): Promise<Answer> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': form, ...(authorization && { authorization }) },
    body,
  })
  return { status: response.status, body: (await response.json()) as Record<string, unknown> }
}

function basic(clientId: string, secret: string): string {
  return `Basic ${Buffer.from(`${clientId}:${secret}`).toString('base64')}`
}

async function tokenOf(name: 'successfactors' | 'operator', on = server): Promise<string> {
  const { clientId, secret } = on.clients[name]
  const { body } = await post(on.tokenUrl, 'grant_type=client_credentials', basic(clientId, secret))
  return String(body.access_token)
}

describe('token endpoint', () => {
  const sender = () => server.clients.successfactors

  it.each<[string, string, () => string]>([
    ['Basic header', '', () => 'grant_type=client_credentials'],
    ['blank scope', '', () => 'grant_type=client_credentials&scope='],
    ['its scope', '', () => 'grant_type=client_credentials&scope=sf-event-receiver!t1.Ingest'],
    [
      'grant type in query and body',
      '?grant_type=client_credentials',
      () => 'grant_type=client_credentials',
    ],
  ])('gives a token for %s', async (_name, query, body) => {
    const { clientId, secret } = sender()
    const answer = await post(server.tokenUrl + query, body(), basic(clientId, secret))
    expect(answer).toMatchObject({
      status: 200,
      body: { access_token: expect.any(String), token_type: 'bearer', expires_in: 3_600 },
    })
    expect(decodeJwt(String(answer.body.access_token)).scope).toEqual([
      'uaa.resource',
      'sf-event-receiver!t1.Ingest',
    ])
  })

  describe('reads HTTP Basic as a UAA', () => {
    const secret = '1f2e3d4c-0000-4000-8000-aabbccddeeff$Ab_cD-12+/Zz==%41:x'
    let uaa: LocalAuthorizationServer
    beforeAll(async () => {
      uaa = await startLocalAuthorizationServer({ dataDir, port: 0, clientSecret: secret })
    })
    afterAll(() => uaa.close())

    it.each<[string, string, Record<string, string>, number]>([
      ['as it is', secret, {}, 200],
      ['encoded, with the header', encodeURIComponent(secret), { [ENCODED]: 'true' }, 200],
      ['encoded, without the header', encodeURIComponent(secret), {}, 401],
      [
        'encoded, with another value of the header',
        encodeURIComponent(secret),
        { [ENCODED]: 'no' },
        401,
      ],
      ['as it is, with the header', secret, { [ENCODED]: 'true' }, 401],
    ])('a secret %s', async (_name, sent, headers, status) => {
      const answer = await fetch(uaa.tokenUrl, {
        method: 'POST',
        headers: { ...headers, authorization: basic('successfactors', sent) },
        body: new URLSearchParams({ grant_type: 'client_credentials' }),
      })
      expect(answer.status).toBe(status)
    })
  })

  it('takes credentials in the body, as the connector does when it is saved', async () => {
    const { clientId, secret } = sender()
    const body = `grant_type=client_credentials&client_id=${clientId}&client_secret=${secret}`
    expect((await post(server.tokenUrl, body)).status).toBe(200)
  })

  it('gives tokens that look like XSUAA’s', async () => {
    const token = await tokenOf('successfactors')
    const { xsappname, tenantid } = server.xsuaaCredentials
    expect(decodeProtectedHeader(token)).toEqual({
      alg: 'RS256',
      typ: 'JWT',
      kid: expect.stringMatching(/^default-jwt-key-/),
    })
    const claims = decodeJwt(token)
    expect(claims).toMatchObject({
      iss: server.tokenUrl,
      sub: 'successfactors',
      client_id: 'successfactors',
      cid: 'successfactors',
      azp: 'successfactors',
      grant_type: 'client_credentials',
      zid: tenantid,
      aud: ['uaa', xsappname, 'successfactors'],
      scope: ['uaa.resource', `${xsappname}.Ingest`],
      authorities: ['uaa.resource', `${xsappname}.Ingest`],
      jti: expect.any(String),
      ext_attr: { enhancer: 'XSUAA' },
    })
    expect(Number(claims.exp) - Number(claims.iat)).toBe(3_600)
  })

  it.each<[string, number, string, () => [string, string?]]>([
    [
      'a wrong secret',
      401,
      'invalid_client',
      () => ['grant_type=client_credentials', basic('successfactors', 'wrong')],
    ],
    [
      'another client’s secret',
      401,
      'invalid_client',
      () => ['grant_type=client_credentials', basic('operator', sender().secret)],
    ],
    [
      'an unknown client',
      401,
      'invalid_client',
      () => ['grant_type=client_credentials', basic('nobody', 'x')],
    ],
    [
      'no secret',
      401,
      'invalid_client',
      () => ['grant_type=client_credentials&client_id=successfactors'],
    ],
    ['no client', 400, 'invalid_request', () => ['grant_type=client_credentials']],
    [
      'a foreign scope',
      400,
      'invalid_scope',
      () => [
        'grant_type=client_credentials&scope=sf-event-receiver!t1.Operate',
        basic('successfactors', sender().secret),
      ],
    ],
    ['no grant type', 400, 'invalid_request', () => ['', basic('successfactors', sender().secret)]],
    [
      'another grant type',
      400,
      'unsupported_grant_type',
      () => ['grant_type=password', basic('successfactors', sender().secret)],
    ],
  ])('refuses %s', async (_name, status, error, call) => {
    const [body, authorization] = call()
    expect(await post(server.tokenUrl, body, authorization)).toMatchObject({
      status,
      body: { error },
    })
  })
})

describe('local authorization server', () => {
  it.each(['', '/oauth/token'])('has a discovery document below %j', async (place) => {
    const { url } = server.xsuaaCredentials
    const response = await fetch(`${url}${place}/.well-known/openid-configuration`)
    expect(await response.json()).toMatchObject({
      issuer: `${url}/oauth/token`,
      token_endpoint: `${url}/oauth/token`,
      jwks_uri: `${url}/token_keys`,
    })
  })

  it('publishes its public key alone', async () => {
    const { keys } = (await (await fetch(`${server.xsuaaCredentials.url}/token_keys`)).json()) as {
      keys: object[]
    }
    expect(keys).toHaveLength(1)
    expect(Object.keys(keys[0] ?? {}).sort()).toEqual(['alg', 'e', 'kid', 'kty', 'n', 'use'])
  })

  it.each([
    ['successfactors', ['Ingest']],
    ['operator', ['Monitor', 'Reveal', 'Operate']],
  ] as const)('is trusted through its binding: %s may %j', async (clientId, grants) => {
    const authenticator = createAuthenticator([trustXsuaaBinding(server.xsuaaCredentials)])
    const headers = [`Bearer ${await tokenOf(clientId)}`]
    const caller = await authenticator.authenticate(headers)
    expect(caller).toMatchObject({ clientId, person: false, issuer: server.tokenUrl })
    expect([...caller.grants]).toEqual(grants)
    expect(authenticator.authenticate(headers)).toBe(caller)
    authenticator.close()
  })

  it('is found by discovery as well', async () => {
    const binding = trustXsuaaBinding(server.xsuaaCredentials)
    const authenticator = createAuthenticator([
      {
        ...binding,
        kind: 'oidc',
        proof: { kind: 'discovery' },
        tenant: null,
        audience: { kind: 'exact', values: [server.xsuaaCredentials.xsappname] },
      },
    ])
    const caller = await authenticator.authenticate([`Bearer ${await tokenOf('successfactors')}`])
    expect(caller.clientId).toBe('successfactors')
    authenticator.close()
  })

  it('keeps secrets and key for its owner alone', async () => {
    for (const name of ['successfactors.secret', 'operator.secret', 'signing-key.json']) {
      expect((await stat(join(dataDir, 'local', name))).mode & 0o777).toBe(0o600)
    }
    expect((await stat(join(dataDir, 'local'))).mode & 0o777).toBe(0o700)
    const { secret, secretFile } = server.clients.successfactors
    expect(secret).toMatch(/^[\w-]{43}$/)
    expect(await readFile(String(secretFile), 'utf8')).toBe(secret)
    expect(server.clients.operator.secret).not.toBe(secret)
  })

  it('takes secrets that are given, and other lifetimes', async () => {
    const other = await startLocalAuthorizationServer({
      dataDir,
      port: 0,
      clientSecret: 'given-to-sender',
      operatorSecret: 'given-to-operator',
      tokenSeconds: 43_200,
    })
    expect(other.clients).toEqual({
      successfactors: { clientId: 'successfactors', secret: 'given-to-sender', secretFile: null },
      operator: { clientId: 'operator', secret: 'given-to-operator', secretFile: null },
    })
    const { exp, iat } = decodeJwt(await tokenOf('operator', other))
    expect(Number(exp) - Number(iat)).toBe(43_200)
    await other.close()
  })

  it('keeps its secrets and its key through a restart on the same port', async () => {
    const first = await startLocalAuthorizationServer({ dataDir, port: 0 })
    const token = await tokenOf('successfactors', first)
    const port = Number(new URL(first.tokenUrl).port)
    await first.close()
    const second = await startLocalAuthorizationServer({ dataDir, port })
    expect(second.clients).toEqual(first.clients)
    const authenticator = createAuthenticator([trustXsuaaBinding(second.xsuaaCredentials)])
    const caller = await authenticator.authenticate([`Bearer ${token}`])
    expect(caller.clientId).toBe('successfactors')
    authenticator.close()
    await second.close()
  })

  it('says in one sentence that its port is taken', async () => {
    const port = Number(new URL(server.tokenUrl).port)
    await expect(startLocalAuthorizationServer({ dataDir, port })).rejects.toMatchObject({
      code: 'port_in_use',
      message: `Port ${port} is taken by another program: end it, or set LOCAL_TOKEN_PORT to a free port.`,
    })
  })

  it.each([
    ['a lifetime that XSUAA does not have', { tokenSeconds: 43_201 }, /43200/],
    ['a secret with blanks in it', { clientSecret: 'a b' }, /visible ASCII/],
    ['an empty secret', { clientSecret: '' }, /1 to 512/],
  ])('refuses %s', async (_name, options, message) => {
    await expect(
      startLocalAuthorizationServer({ dataDir, port: 0, ...options }),
    ).rejects.toMatchObject({ code: 'config_invalid', message: expect.stringMatching(message) })
  })

  it('names a key file that is broken', async () => {
    const broken = await mkdtemp(join(tmpdir(), 'authorization-server-'))
    const fine = await startLocalAuthorizationServer({ dataDir: broken, port: 0 })
    await fine.close()
    await writeFile(join(broken, 'local', 'signing-key.json'), '{}')
    await expect(startLocalAuthorizationServer({ dataDir: broken, port: 0 })).rejects.toMatchObject(
      {
        code: 'config_invalid',
        message: expect.stringMatching(/signing-key\.json/),
      },
    )
    await rm(broken, { recursive: true })
  })

  it('agrees with a process that starts at the same time', async () => {
    const shared = await mkdtemp(join(tmpdir(), 'authorization-server-'))
    const both = await Promise.all([
      startLocalAuthorizationServer({ dataDir: shared, port: 0 }),
      startLocalAuthorizationServer({ dataDir: shared, port: 0 }),
    ])
    expect(both[0].clients).toEqual(both[1].clients)
    for (const one of both) await one.close()
    await rm(shared, { recursive: true })
  })

  it('wrote nothing to the console', () => {
    for (const spy of consoleSpies) expect(spy).not.toHaveBeenCalled()
  })
})
