import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { decodeJwt } from 'jose'
import { createPageLogin } from '../../lib/auth/login/page-login.ts'
import { trustXsuaaBinding } from '../../lib/config/xsuaa-binding.ts'
import type { LocalAuthorizationServer } from '../../lib/local/authorization-server/start-local-authorization-server.ts'
import { createBrowserLike } from '../support/browser-like.ts'
import { fetchToken } from '../support/fetch-token.ts'
import { typeIn } from '../support/log-in.ts'
import { createTestBed, type TestBed } from '../support/test-service.ts'

const PATH = '/http/successfactors/events'

/** Subaccounts from before April 2020: tokens name another issuer than the address of the binding. */
describe('the XSUAA of an old subaccount', () => {
  let bed: TestBed
  beforeAll(async () => {
    bed = await createTestBed()
  })
  afterAll(() => bed.stop())

  const issuerOf = (zone: string) =>
    bed.startIssuer({ issuer: `http://${zone}.localhost:8080/uaa/oauth/token` })
  const serviceFor = ({ xsuaaCredentials }: LocalAuthorizationServer) =>
    bed.startInstance({ issuers: [trustXsuaaBinding(xsuaaCredentials)] })

  async function logInAt(issuer: LocalAuthorizationServer) {
    const { url } = await serviceFor(issuer)
    const browser = createBrowserLike()
    const { secret: password } = issuer.clients.operator
    const from = `${url}/monitor/login`
    const to = `${url}/monitor/callback`
    const way = { from, issuerUrl: issuer.xsuaaCredentials.url, password, to }
    return { back: await browser.get(await typeIn(browser, way)), browser, url }
  }

  it('gives tokens that open the door', async () => {
    const issuer = await issuerOf('local')
    const { url } = await serviceFor(issuer)
    const headers = { authorization: `Bearer ${await fetchToken(issuer, 'successfactors')}` }
    expect((await fetch(url + PATH, { headers })).status).toBe(200)
  })

  it('logs people in', async () => {
    const { back, browser, url } = await logInAt(await issuerOf('local'))
    expect(back.headers.get('location')).toBe('/monitor/')
    const session = await browser.get(`${url}/monitor/session`)
    expect(await session.json()).toMatchObject({ user: { name: 'operator' } })
  })

  it('renews tokens of people', async () => {
    const { clients, xsuaaCredentials } = await issuerOf('local')
    const issuer = trustXsuaaBinding(xsuaaCredentials)
    const { login: client } = issuer
    if (client === undefined) throw new Error('expected a client for the login')
    const pages = createPageLogin({ issuer, client, fetch, now: Date.now })
    const to = 'http://localhost:1/monitor/callback'
    const { location: from, pending } = await pages.begin(to, '/monitor/')
    const { secret: password } = clients.operator
    const way = { from, issuerUrl: xsuaaCredentials.url, password, to }
    const tokens = await pages.finish(new URL(await typeIn(createBrowserLike(), way)), pending)
    const renewed = await pages.renew(tokens.refreshToken ?? '')
    expect(decodeJwt(renewed.idToken ?? '').iss).toMatch(/^http:\/\/local\.localhost:8080\//)
    expect(renewed.accessToken).not.toBe(tokens.accessToken)
  })

  it('is not believed about another subdomain', async () => {
    const issuer = await issuerOf('another')
    const { url } = await serviceFor(issuer)
    const headers = { authorization: `Bearer ${await fetchToken(issuer, 'successfactors')}` }
    const answer = await fetch(url + PATH, { headers })
    expect([answer.status, answer.headers.get('www-authenticate')]).toEqual([
      401,
      expect.stringContaining('invalid_token'),
    ])
    expect((await logInAt(issuer)).back.status).toBe(400)
  })
})
