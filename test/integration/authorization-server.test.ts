import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals'
import { decodeJwt } from 'jose'
import { createAuthenticator } from '../../lib/auth/tokens/authenticate.ts'
import { trustXsuaaBinding } from '../../lib/config/xsuaa-binding.ts'
import { startLocalAuthorizationServer } from '../../lib/local/authorization-server/start-local-authorization-server.ts'
import {
  type AuthorizationServerBed,
  createAuthorizationServerBed,
} from '../support/authorization-server-bed.ts'
import { freePort } from '../support/free-port.ts'

let bed: AuthorizationServerBed
const consoleSpies = [jest.spyOn(console, 'info'), jest.spyOn(console, 'warn')]

beforeAll(async () => {
  bed = await createAuthorizationServerBed()
})
afterAll(async () => {
  await bed.close()
})

describe('local authorization server', () => {
  it.each(['', '/oauth/token'])('has a discovery document below %j', async (place) => {
    const { url } = bed.server.xsuaaCredentials
    const response = await fetch(`${url}${place}/.well-known/openid-configuration`)
    expect(await response.json()).toMatchObject({
      issuer: `${url}/oauth/token`,
      token_endpoint: `${url}/oauth/token`,
      jwks_uri: `${url}/token_keys`,
    })
  })

  it('publishes its public key alone', async () => {
    const { keys } = (await (
      await fetch(`${bed.server.xsuaaCredentials.url}/token_keys`)
    ).json()) as {
      keys: object[]
    }
    expect(keys).toHaveLength(1)
    expect(Object.keys(keys[0] ?? {}).sort()).toEqual(['alg', 'e', 'kid', 'kty', 'n', 'use'])
  })

  it.each([
    ['successfactors', ['Ingest']],
    ['operator', ['Monitor', 'Reveal', 'Operate']],
  ] as const)('is trusted through its binding: %s may %j', async (clientId, grants) => {
    const authenticator = createAuthenticator([trustXsuaaBinding(bed.server.xsuaaCredentials)])
    const headers = [`Bearer ${await bed.tokenOf(clientId)}`]
    const caller = await authenticator.authenticate(headers)
    expect(caller).toMatchObject({ clientId, person: false, issuer: bed.server.tokenUrl })
    expect([...caller.grants]).toEqual(grants)
    expect(authenticator.authenticate(headers)).toBe(caller)
    authenticator.close()
  })

  it('is found by discovery as well', async () => {
    const binding = trustXsuaaBinding(bed.server.xsuaaCredentials)
    const authenticator = createAuthenticator([
      {
        ...binding,
        kind: 'oidc',
        proof: { kind: 'discovery' },
        tenant: null,
        audience: { kind: 'exact', values: [bed.server.xsuaaCredentials.xsappname] },
      },
    ])
    const caller = await authenticator.authenticate([
      `Bearer ${await bed.tokenOf('successfactors')}`,
    ])
    expect(caller.clientId).toBe('successfactors')
    authenticator.close()
  })

  it('keeps secrets and key for its owner alone', async () => {
    for (const name of ['successfactors.secret', 'operator.secret', 'signing-key.json']) {
      expect((await stat(join(bed.dataDir, 'local', name))).mode & 0o777).toBe(0o600)
    }
    expect((await stat(join(bed.dataDir, 'local'))).mode & 0o777).toBe(0o700)
    const { secret, secretFile } = bed.server.clients.successfactors
    expect(secret).toMatch(/^[\w-]{43}$/)
    expect(await readFile(String(secretFile), 'utf8')).toBe(secret)
    expect(bed.server.clients.operator.secret).not.toBe(secret)
  })

  it('takes secrets that are given, and other lifetimes', async () => {
    const other = await startLocalAuthorizationServer({
      dataDir: bed.dataDir,
      port: 0,
      clientSecret: 'given-to-sender',
      operatorSecret: 'given-to-operator',
      tokenSeconds: 43_200,
    })
    expect(other.clients).toEqual({
      successfactors: { clientId: 'successfactors', secret: 'given-to-sender', secretFile: null },
      operator: { clientId: 'operator', secret: 'given-to-operator', secretFile: null },
    })
    const { exp, iat } = decodeJwt(await bed.tokenOf('operator', other))
    expect(Number(exp) - Number(iat)).toBe(43_200)
    await other.close()
  })

  it('keeps its secrets and its key through a restart on the same port', async () => {
    const port = await freePort()
    const first = await startLocalAuthorizationServer({ dataDir: bed.dataDir, port })
    const token = await bed.tokenOf('successfactors', first)
    await first.close()
    const second = await startLocalAuthorizationServer({ dataDir: bed.dataDir, port })
    expect(second.clients).toEqual(first.clients)
    const authenticator = createAuthenticator([trustXsuaaBinding(second.xsuaaCredentials)])
    const caller = await authenticator.authenticate([`Bearer ${token}`])
    expect(caller.clientId).toBe('successfactors')
    authenticator.close()
    await second.close()
  })

  it('says in one sentence that its port is taken', async () => {
    const port = Number(new URL(bed.server.tokenUrl).port)
    await expect(
      startLocalAuthorizationServer({ dataDir: bed.dataDir, port }),
    ).rejects.toMatchObject({
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
      startLocalAuthorizationServer({ dataDir: bed.dataDir, port: 0, ...options }),
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
