import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals'
import { createSeal } from '../../lib/auth/login/seal.ts'
import { createBrowserLike } from '../support/browser-like.ts'
import { createLoginBed, hostOf, type LoginBed, PAGE, SESSION } from '../support/login-bed.ts'
import { soapMessage } from '../support/soap-message.ts'

let login: LoginBed
beforeAll(async () => {
  login = await createLoginBed()
})
afterAll(() => login.stop())
beforeEach(() => login.reset())

describe('a way back that was not begun here', () => {
  const back = (query: string) => login.browser.get(`${login.first.url}/monitor/callback?${query}`)

  it.each<[string, (good: URL) => void]>([
    ['no state', (url) => url.searchParams.delete('state')],
    ['another state', (url) => url.searchParams.set('state', 'forged')],
    ['no code', (url) => url.searchParams.delete('code')],
    ['another code', (url) => url.searchParams.set('code', 'forged')],
    ['another issuer', (url) => url.searchParams.set('iss', 'https://evil.example')],
    ['an error', (url) => url.searchParams.set('error', 'access_denied')],
    ['two codes', (url) => url.searchParams.append('code', 'second')],
  ])('is refused: %s', async (_name, change) => {
    const url = new URL(await login.typeInAt())
    change(url)
    const answer = await login.browser.get(url.href)
    expect(answer.status).toBe(400)
    expect(await answer.text()).toContain('Log in again')
    expect(login.cookieOf(SESSION)).toBeUndefined()
    expect(await login.sessions()).toBe(0)
  })

  it('is refused in another browser, and without a login', async () => {
    const url = await login.typeInAt()
    const other = createBrowserLike()
    expect((await other.get(url)).status).toBe(400)
    await login.typeInAt('/monitor/', other)
    expect((await other.get(url)).status).toBe(400)
    expect((await back('code=x&state=y')).status).toBe(400)
    expect(await login.sessions()).toBe(0)
  })

  it('is refused a second time', async () => {
    const url = await login.typeInAt()
    const [key, sealed] = login.pendingCookie()
    expect((await login.browser.get(url)).status).toBe(303)
    expect((await login.browser.get(url)).status).toBe(400)
    login.browser.cookies.set(key, sealed)
    expect((await login.browser.get(url)).status).toBe(400)
  })

  it.each<[string, Record<string, unknown>]>([
    ['another nonce', { nonce: 'forged' }],
    ['another verifier', { verifier: 'x'.repeat(43) }],
    ['a login that took too long', { until: 1 }],
    ['another redirect URI', { redirectUri: 'http://localhost:1/monitor/callback' }],
  ])('is refused with %s', async (_name, change) => {
    const url = await login.typeInAt()
    const seal = createSeal(login.bed.authorizationServer.xsuaaCredentials.clientsecret, 'login')
    const [key, sealed] = login.pendingCookie()
    const pending = await seal.open(sealed)
    const changed = await seal.close({ ...(pending as object), ...change })
    login.browser.cookies.set(key, changed)
    expect((await login.browser.get(url)).status).toBe(400)
    expect(await login.sessions()).toBe(0)
  })

  it('leads back to several actions', async () => {
    const address = '/monitor/history/a1,b2?outcome=failed'
    expect((await login.logIn(address)).headers.get('location')).toBe(address)
  })

  it.each([
    'https://evil.example/',
    '//evil.example',
    '/\\evil.example',
    '/monitor//evil.example',
    '/monitor/../operations/v1/messages',
    '/operations/v1/messages',
    '/monitor/x\nLocation: https://evil.example',
    'javascript:alert(1)',
  ])('never leads away: %s', async (returnTo) => {
    const answer = await login.logIn(returnTo)
    expect(answer.headers.get('location')).toBe('/monitor/')
  })
})

describe('tokens and sessions', () => {
  it('a token of a person does not open the ingest path, a session neither', async () => {
    await login.logIn()
    const send = (headers: Record<string, string>) =>
      login.browser.post(
        `${login.first.url}/http/successfactors/events`,
        new URLSearchParams(soapMessage([{}])),
        {
          ...PAGE,
          ...headers,
        },
      )
    expect((await send({})).status).toBe(401)
  })

  it('a token of a client opens the API, and no session', async () => {
    const token = await login.bed.token('operator')
    const headers = { authorization: `Bearer ${token}` }
    expect(
      (await login.browser.get(`${login.first.url}/operations/v1/messages`, headers)).status,
    ).toBe(200)
    expect((await login.browser.get(`${login.first.url}/monitor/session`, headers)).status).toBe(
      401,
    )
  })

  it('a made-up session is none', async () => {
    for (const id of ['x', 'a'.repeat(43), `${'a'.repeat(42)}"`, 'a'.repeat(5_000)]) {
      login.browser.cookies.set(`${hostOf(login.first)} ${SESSION}`, id)
      expect((await login.browser.get(`${login.first.url}/monitor/session`)).status).toBe(401)
      expect((await login.browser.get(`${login.first.url}/operations/v1/messages`)).status).toBe(
        401,
      )
    }
  })
})
