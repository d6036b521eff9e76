import type { IncomingHttpHeaders } from 'node:http'
import { afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals'
import { type Authenticator, createAuthenticator } from '../../lib/auth/tokens/authenticate.ts'
import type { TrustedIssuer } from '../../lib/auth/trusted-issuer.ts'
import { trustCloudIdentity } from '../../lib/config/identity-binding.ts'
import { NOW_SECONDS } from '../support/auth-fixtures.ts'
import {
  type FakeIssuer,
  sign,
  startFakeIssuer,
  type TestKey,
  testKey,
} from '../support/fake-issuer.ts'

const TENANT = 'tid-1'
const OWN = 'receiver-client'
const CUSTOM = 'https://login.harbour.example'

let key: TestKey
beforeAll(async () => {
  key = await testKey('key-1')
})

let server: FakeIssuer
let authenticator: Authenticator
let headers: IncomingHttpHeaders[]
beforeEach(async () => {
  server = await startFakeIssuer([key.jwk])
  headers = []
  trust()
})
afterEach(async () => {
  authenticator.close()
  await server.close()
})

function trust(changes: Partial<TrustedIssuer> = {}): void {
  authenticator?.close()
  const tenant = { url: server.url, clientId: OWN, domains: [], tenant: TENANT, aliases: [] }
  authenticator = createAuthenticator([{ ...trustCloudIdentity(tenant), ...changes }], {
    now: () => NOW_SECONDS * 1_000,
    fetch: (url, options) => {
      headers.push(Object.fromEntries(new Headers(options.headers)))
      return fetch(url, options)
    },
  })
}

/** As Cloud Identity writes a technical user's token; a change to undefined takes a claim away. */
async function call(changes: Record<string, unknown> = {}) {
  const claims = {
    iss: server.url,
    sub: 'sender',
    azp: 'sender',
    aud: OWN,
    sap_id_type: 'app',
    app_tid: TENANT,
    ias_apis: ['Ingest'],
    iat: NOW_SECONDS - 10,
    exp: NOW_SECONDS + 3_600,
    ...changes,
  }
  const token = await sign(JSON.parse(JSON.stringify(claims)), key)
  return authenticator.authenticate([`Bearer ${token}`])
}

const refused = (code: string) => expect.objectContaining({ code })
const granted = async (changes: Record<string, unknown>) => [...(await call(changes)).grants]

describe('a token of Cloud Identity', () => {
  it('is verified with the keys of the tenant, which are asked for as SAP asks', async () => {
    expect(await call()).toMatchObject({
      clientId: 'sender',
      tenant: TENANT,
      person: false,
      scopes: ['Ingest'],
    })
    expect(headers).toEqual([expect.objectContaining({ 'x-client_id': OWN, 'x-app_tid': TENANT })])
  })

  it('may name its tenant without a scheme, its zone by the old name, and its audience in a list', async () => {
    const host = new URL(server.url).host
    expect((await call({ iss: host })).clientId).toBe('sender')
    expect((await call({ app_tid: undefined, zone_uuid: TENANT })).tenant).toBe(TENANT)
    expect((await call({ aud: ['other', OWN] })).clientId).toBe('sender')
  })

  it('under a domain of the customer names the tenant in ias_iss', async () => {
    expect((await call({ iss: CUSTOM, ias_iss: server.url })).clientId).toBe('sender')
    await expect(call({ iss: CUSTOM })).rejects.toEqual(refused('token_issuer_unknown'))
    await expect(call({ iss: CUSTOM, ias_iss: `${server.url}/` })).rejects.toEqual(
      refused('token_issuer_unknown'),
    )
  })

  it('is granted what its APIs name, in a list or alone', async () => {
    expect(await granted({ ias_apis: ['Monitor', 'Other'] })).toEqual(['Monitor'])
    expect(await granted({ ias_apis: 'Operate' })).toEqual(['Operate'])
    expect(await granted({ ias_apis: 'ALL' })).toEqual([])
    expect(await granted({ ias_apis: undefined, scope: 'Ingest' })).toEqual([])
  })

  it('without APIs is granted what its client is listed for', async () => {
    const nobody = { scopes: [], clients: [], groups: [] }
    const grants = {
      Ingest: { ...nobody, clients: ['sender'] },
      Monitor: nobody,
      Reveal: nobody,
      Operate: nobody,
      Forget: nobody,
      Retention: nobody,
    }
    trust({ grants })
    expect(await granted({ ias_apis: undefined })).toEqual(['Ingest'])
    expect(await granted({ ias_apis: undefined, azp: 'other', sub: 'other' })).toEqual([])
    // The client of an application that a person used earns the person nothing.
    expect(await granted({ ias_apis: undefined, sap_id_type: 'user', sub: 'jane' })).toEqual([])
  })

  it.each<[string, Record<string, unknown>, boolean]>([
    ['an app', {}, false],
    ['a user', { sap_id_type: 'user', sub: 'u-1' }, true],
    ['nothing, with the client as subject', { sap_id_type: undefined }, false],
    ['nothing, with another subject', { sap_id_type: undefined, sub: 'u-1' }, true],
    ['an app with a person in it', { scim_id: 'u-1' }, true],
    ['something unknown', { sap_id_type: 'device' }, true],
  ])('that says it is of %s is told a client or a person', async (_name, changes, person) => {
    expect((await call(changes)).person).toBe(person)
  })

  it('names no tenant where its application is bound and has one only', async () => {
    trust({ tenantIsOptional: true })
    expect((await call({ app_tid: undefined })).tenant).toBe(TENANT)
    for (const app_tid of ['other', '', null, [TENANT], 1]) {
      await expect(call({ app_tid })).rejects.toEqual(refused('token_tenant'))
    }
    const former = { app_tid: undefined, zone_uuid: 'other' }
    await expect(call(former)).rejects.toEqual(refused('token_tenant'))
  })

  it.each<[string, Record<string, unknown>, string]>([
    ['another tenant', { app_tid: 'other' }, 'token_tenant'],
    ['no tenant', { app_tid: undefined }, 'token_tenant'],
    ['another application', { aud: 'other' }, 'token_audience'],
    ['part of our name', { aud: `${OWN}x` }, 'token_audience'],
    ['no client', { azp: undefined }, 'token_claims'],
  ])('for %s is refused', async (_name, changes, code) => {
    await expect(call(changes)).rejects.toEqual(refused(code))
  })
})
