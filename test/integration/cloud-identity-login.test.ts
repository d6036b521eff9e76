import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals'
import type { GrantRule, TrustedIssuer } from '../../lib/auth/trusted-issuer.ts'
import { cloudIdentityLogin, trustCloudIdentity } from '../../lib/config/identity-binding.ts'
import { basicHeaders } from '../../lib/http/basic-headers.ts'
import { type BrowserLike, createBrowserLike } from '../support/browser-like.ts'
import {
  type CloudIdentityTenant,
  startCloudIdentityTenant,
  type TenantClient,
  type TenantSettings,
} from '../support/cloud-identity-tenant.ts'
import { settledOrTimeout } from '../support/eventually.ts'
import { createTestBed, type TestBed } from '../support/test-service.ts'

const HOUR_MS = 3_600_000
const rule = (changes: Partial<GrantRule> = {}): GrantRule => ({
  scopes: [],
  clients: [],
  groups: [],
  ...changes,
})
const GRANTS = {
  Ingest: rule({ scopes: ['Ingest'] }),
  Monitor: rule({ groups: ['SF Event Monitors'] }),
  Reveal: rule(),
  Operate: rule(),
  Forget: rule(),
  Retention: rule(),
}

/** A bound identity instance: what the tenant does differently from what we assumed. */
describe('a bound Cloud Identity tenant', () => {
  let bed: TestBed
  let tenant: CloudIdentityTenant
  let browser: BrowserLike
  let now: number
  beforeAll(async () => {
    bed = await createTestBed()
  })
  afterAll(() => bed.stop())
  beforeEach(async () => {
    browser = createBrowserLike()
    now = Date.now()
    tenant = await startCloudIdentityTenant()
    tenant.settings.now = () => now
  })
  afterEach(() => tenant.close())

  /** As the binding of an instance names it; its own address is plain http here. */
  function issuerOf(changes: Partial<TrustedIssuer> = {}): TrustedIssuer {
    const { url, application } = tenant
    const bound = { url, clientId: application.id, domains: [], aliases: [] }
    return {
      ...trustCloudIdentity({ ...bound, tenant: 'tid-1', tenantIsOptional: true }),
      login: cloudIdentityLogin(application.id, application.secret),
      grants: GRANTS,
      ...changes,
    }
  }

  const startInstance = (issuers = [issuerOf()]) =>
    bed.startInstance({ issuers, trust: { now: () => now } })

  async function logIn() {
    const { url } = await startInstance()
    const back = await browser.follow(`${url}/monitor/login`, `${url}/monitor/callback`)
    const answer = await browser.get(back)
    return { answer, session: () => browser.get(`${url}/monitor/session`), url }
  }

  it('grants by the groups of a person, which it tells only where they are asked for', async () => {
    const { answer, session } = await logIn()
    expect(answer.headers.get('location')).toBe('/monitor/')
    expect(await (await session()).json()).toMatchObject({
      user: { name: 'scim-1', id: expect.any(String) },
      grants: ['Monitor'],
    })
  })

  it('is asked about itself for our application', async () => {
    await logIn()
    const query = new URLSearchParams({ client_id: tenant.application.id, app_tid: 'tid-1' })
    expect(tenant.discoveries).toEqual([query.toString()])
  })

  it('may name itself without a scheme', async () => {
    tenant.settings.compliantIssuer = false
    const { session } = await logIn()
    expect((await session()).status).toBe(200)
  })

  it('is no other one, whatever its document says', async () => {
    // Its document names it without a scheme, which is not accepted here.
    tenant.settings.compliantIssuer = false
    const { url } = await startInstance([issuerOf({ issuers: [tenant.url] })])
    expect((await browser.get(`${url}/monitor/login`)).status).toBe(503)
  })

  it.each<[string, Partial<TenantSettings>]>([
    ['the request wants JWTs', {}],
    ['its application gives JWTs', { honoursTokenFormat: false, accessTokenFormat: 'jwt' }],
  ])('keeps a session for longer than an access token, since %s', async (_name, settings) => {
    Object.assign(tenant.settings, settings)
    const { session } = await logIn()
    for (const hour of [1, 2, 3]) {
      now += HOUR_MS + 61_000
      expect([hour, (await session()).status]).toEqual([hour, 200])
    }
  })

  it('that gives opaque tokens all the same ends the session, and the refusal names the setting', async () => {
    tenant.settings.honoursTokenFormat = false
    const { session } = await logIn()
    now += HOUR_MS + 61_000
    expect((await session()).status).toBe(401)
    const advice = async () => {
      const { rows } = await bed.db.query(
        `select advice from refusal where code = 'token_malformed'`,
      )
      return rows[0]?.advice ?? ''
    }
    await settledOrTimeout(async () => (await advice()) !== '', 'a refusal')
    expect(await advice()).toContain('access-token-format')
  })

  describe('gives a sender a token', () => {
    async function statusFor(
      client: TenantClient,
      parameters: Record<string, string>,
      issuers?: TrustedIssuer[],
    ) {
      const { url } = await startInstance(issuers)
      const answer = await fetch(`${tenant.url}/oauth2/token`, {
        method: 'POST',
        headers: basicHeaders('encoded', client.id, client.secret),
        body: new URLSearchParams({ grant_type: 'client_credentials', ...parameters }),
      })
      const { access_token } = (await answer.json()) as { access_token: string }
      const headers = { authorization: `Bearer ${access_token}` }
      return (await fetch(`${url}/http/successfactors/events`, { headers })).status
    }
    const listed = (id: string) => ({ ...GRANTS, Ingest: rule({ clients: [id] }) })

    it('that is for itself, unless it names our application', async () => {
      const resource = `urn:sap:identity:application:provider:clientid:${tenant.application.id}`
      expect(await statusFor(tenant.sender, {})).toBe(401)
      expect(await statusFor(tenant.sender, { resource })).toBe(200)
    })

    it('that fits where it has a key of our own application', async () => {
      const { application } = tenant
      expect(await statusFor(application, {})).toBe(403)
      const issuers = [issuerOf({ grants: listed(application.id) })]
      expect(await statusFor(application, {}, issuers)).toBe(200)
    })

    it('that fits where the tenant is trusted for its client as well', async () => {
      const { url, sender } = tenant
      const named = { url, clientId: sender.id, domains: [], aliases: [], tenant: null }
      const second = { ...trustCloudIdentity(named), grants: listed(sender.id) }
      expect(await statusFor(sender, {}, [issuerOf(), second])).toBe(200)
    })
  })
})
