import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals'
import { createSeal } from '../../lib/auth/login/seal.ts'
import { type BrowserLike, createBrowserLike } from '../support/browser-like.ts'
import { typeIn } from '../support/log-in.ts'
import { soapMessage } from '../support/soap-message.ts'
import { createTestBed, type TestBed, type TestInstance } from '../support/test-service.ts'

const SESSION = '__Host-sf-event-receiver'
const LOGIN = '__Host-sf-event-receiver-login'
const PAGE = { 'x-monitor': '1' }

let bed: TestBed
let first: TestInstance
let second: TestInstance
let browser: BrowserLike
beforeAll(async () => {
  bed = await createTestBed()
  first = await bed.startInstance()
  second = await bed.startInstance()
})
afterAll(() => bed.stop())
beforeEach(async () => {
  browser = createBrowserLike()
  await bed.db.query('delete from session')
})

const hostOf = ({ url }: TestInstance) => new URL(url).host
const cookieOf = (name: string, instance = first, of = browser) =>
  of.cookies.get(`${hostOf(instance)} ${name}`)
/** Of a login that was begun and has not ended; each has a name of its own. */
const pendingCookies = (of = browser) =>
  [...of.cookies].filter(([key]) => key.startsWith(`${hostOf(first)} ${LOGIN}`))
const pendingCookie = () => pendingCookies()[0] as [string, string]

function typeInAt(returnTo = '/monitor/', of = browser): Promise<string> {
  const { clients, xsuaaCredentials } = bed.authorizationServer
  const { secret: password } = clients.operator
  const from = `${first.url}/monitor/login?return=${encodeURIComponent(returnTo)}`
  const to = `${first.url}/monitor/callback`
  return typeIn(of, { from, issuerUrl: xsuaaCredentials.url, password, to })
}

async function logIn(returnTo = '/monitor/', of = browser): Promise<Response> {
  return of.get(await typeInAt(returnTo, of))
}

describe('a login at the page', () => {
  it('ends where it began, and tells who is logged in', async () => {
    const back = await logIn('/monitor/messages?status=FAILED')
    expect(back.status).toBe(303)
    expect(back.headers.get('location')).toBe('/monitor/messages?status=FAILED')
    const [line] = back.headers.getSetCookie().filter((cookie) => cookie.startsWith(`${SESSION}=`))
    expect(line).toMatch(/; Path=\/; HttpOnly; Secure; SameSite=Lax$/)
    expect(pendingCookies()).toEqual([])
    const session = await browser.get(`${first.url}/monitor/session`)
    expect(await session.json()).toEqual({
      user: { name: 'operator', id: expect.stringMatching(/^[A-Za-z\d+/]{43}=$/) },
      grants: ['Monitor', 'Reveal', 'Operate'],
      expiresAt: expect.any(String),
    })
    expect(session.headers.get('cache-control')).toBe('no-store')
  })

  it('opens the operations API, on every instance; what changes something needs the header of the page', async () => {
    await logIn()
    browser.cookies.set(`${hostOf(second)} ${SESSION}`, cookieOf(SESSION) ?? '')
    for (const { url } of [first, second]) {
      expect((await browser.get(`${url}/operations/v1/messages`)).status).toBe(200)
      const search = `${url}/operations/v1/messages/search`
      expect((await browser.post(search)).status).toBe(403)
      expect((await browser.post(search, undefined, PAGE)).status).toBe(200)
    }
  })

  it.each<[string, Record<string, string>]>([
    ['another site', { ...PAGE, 'sec-fetch-site': 'cross-site' }],
    ['a neighbour', { ...PAGE, 'sec-fetch-site': 'same-site' }],
    ['another origin', { ...PAGE, origin: 'https://evil.example' }],
    ['no origin that can be told', { ...PAGE, origin: 'null' }],
  ])('does not answer %s', async (_name, headers) => {
    await logIn()
    const answer = await browser.post(
      `${first.url}/operations/v1/messages/search`,
      undefined,
      headers,
    )
    expect(answer.status).toBe(403)
    const read = await browser.get(`${first.url}/operations/v1/messages`, headers)
    expect(read.status).toBe(403)
  })

  it('is begun in two tabs of a browser at once: each finds its own way back', async () => {
    const begun = await browser.get(`${first.url}/monitor/login?return=/monitor/parked`)
    const there = await logIn('/monitor/handlers')
    expect(there.headers.get('location')).toBe('/monitor/handlers')
    // The issuer knows the person by now, and the first tab is sent back at once.
    const issuer = begun.headers.get('location') ?? ''
    const way = await browser.follow(issuer, `${first.url}/monitor/callback`)
    expect((await browser.get(way)).headers.get('location')).toBe('/monitor/parked')
    expect(pendingCookies()).toEqual([])
  })

  it('that is begun again and again leaves a few cookies, not one for each time', async () => {
    for (let begun = 0; begun < 12; begun += 1) await browser.get(`${first.url}/monitor/login`)
    expect(pendingCookies().length).toBeLessThanOrEqual(5)
    const back = await logIn('/monitor/parked')
    expect(back.headers.get('location')).toBe('/monitor/parked')
  })

  it('is that of the public address, also where a proxy puts another Host', async () => {
    const behind = await bed.startInstance({
      environment: { PUBLIC_URL: 'https://events.example.com' },
    })
    await logIn()
    const session = cookieOf(SESSION) ?? ''
    const ask = (origin: string) =>
      fetch(`${behind.url}/operations/v1/messages/search`, {
        method: 'POST',
        headers: {
          ...PAGE,
          origin,
          cookie: `${SESSION}=${session}`,
          'content-type': 'application/json',
        },
        body: '{}',
      })
    expect((await ask('https://events.example.com')).status).toBe(200)
    expect((await ask('https://events.example.com.evil.example')).status).toBe(403)
    expect((await ask('http://events.example.com')).status).toBe(403)
    await behind.stop()
  })

  it('is over everywhere after the logout, and at the issuer', async () => {
    await logIn()
    const id = cookieOf(SESSION) ?? ''
    expect((await browser.post(`${first.url}/monitor/logout`)).status).toBe(403)
    const answer = await browser.post(`${first.url}/monitor/logout`, undefined, PAGE)
    const { location } = (await answer.json()) as { location: string }
    expect(cookieOf(SESSION)).toBeUndefined()
    browser.cookies.set(`${hostOf(second)} ${SESSION}`, id)
    expect((await browser.get(`${second.url}/operations/v1/messages`)).status).toBe(401)
    expect((await bed.db.query('select from session')).rowCount).toBe(0)
    expect(await (await browser.get(await browser.follow(location, 'none'))).text()).toContain(
      'Log out',
    )
  })

  it('leaves nothing in the database that opens it', async () => {
    await logIn()
    const id = cookieOf(SESSION) ?? ''
    const { rows } = await bed.db.query(`select encode(id, 'hex') || sealed as row from session`)
    expect(rows[0].row).not.toContain(id)
    expect(await createSeal(rows[0].row, 'session').open(rows[0].row)).toBeNull()
  })

  it('that is not used for half an hour is over', async () => {
    await logIn()
    await bed.db.query(`update session set expires_at = expires_at - interval '31 minutes'`)
    const session = await browser.get(`${first.url}/monitor/session`)
    expect([session.status, await session.json()]).toEqual([
      401,
      { error: { code: 'login_needed', message: 'Log in.' } },
    ])
  })

  it('that only a page with nobody before it uses does not go on', async () => {
    await logIn()
    await bed.db.query(`update session set expires_at = expires_at - interval '10 minutes'`)
    const left = async (presence: string) => {
      const headers = { 'x-monitor': presence }
      const answer = await browser.get(`${first.url}/operations/v1/overview`, headers)
      expect(answer.status).toBe(200)
      const { rows } = await bed.db.query(
        `select extract(epoch from expires_at - now())::int as left from session`,
      )
      return rows[0].left
    }
    expect(await left('away')).toBeLessThan(1_201)
    await browser.get(`${first.url}/monitor/session`, { 'x-monitor': 'away' })
    expect(await left('away')).toBeLessThan(1_201)
    expect(await left('1')).toBeGreaterThan(1_700)
  })

  it('that is used goes on, but not beyond a day', async () => {
    await logIn()
    await bed.db.query(`update session set expires_at = expires_at - interval '10 minutes'`)
    const left = async () => {
      await browser.get(`${first.url}/monitor/session`)
      const { rows } = await bed.db.query(
        `select extract(epoch from expires_at - now())::int as left from session`,
      )
      return rows[0].left
    }
    expect(await left()).toBeGreaterThan(1_700)
    await bed.db.query(`update session set created_at = created_at - interval '7 hours 50 minutes',
      expires_at = expires_at - interval '10 minutes'`)
    expect(await left()).toBeLessThan(601)
  })
})

describe('a way back that was not begun here', () => {
  const back = (query: string) => browser.get(`${first.url}/monitor/callback?${query}`)
  const sessions = async () => (await bed.db.query('select from session')).rowCount

  it.each<[string, (good: URL) => void]>([
    ['no state', (url) => url.searchParams.delete('state')],
    ['another state', (url) => url.searchParams.set('state', 'forged')],
    ['no code', (url) => url.searchParams.delete('code')],
    ['another code', (url) => url.searchParams.set('code', 'forged')],
    ['another issuer', (url) => url.searchParams.set('iss', 'https://evil.example')],
    ['an error', (url) => url.searchParams.set('error', 'access_denied')],
    ['two codes', (url) => url.searchParams.append('code', 'second')],
  ])('is refused: %s', async (_name, change) => {
    const url = new URL(await typeInAt())
    change(url)
    const answer = await browser.get(url.href)
    expect(answer.status).toBe(400)
    expect(await answer.text()).toContain('Log in again')
    expect(cookieOf(SESSION)).toBeUndefined()
    expect(await sessions()).toBe(0)
  })

  it('is refused in another browser, and without a login', async () => {
    const url = await typeInAt()
    const other = createBrowserLike()
    expect((await other.get(url)).status).toBe(400)
    await typeInAt('/monitor/', other)
    expect((await other.get(url)).status).toBe(400)
    expect((await back('code=x&state=y')).status).toBe(400)
    expect(await sessions()).toBe(0)
  })

  it('is refused a second time', async () => {
    const url = await typeInAt()
    const [key, sealed] = pendingCookie()
    expect((await browser.get(url)).status).toBe(303)
    expect((await browser.get(url)).status).toBe(400)
    browser.cookies.set(key, sealed)
    expect((await browser.get(url)).status).toBe(400)
  })

  it.each<[string, Record<string, unknown>]>([
    ['another nonce', { nonce: 'forged' }],
    ['another verifier', { verifier: 'x'.repeat(43) }],
    ['a login that took too long', { until: 1 }],
    ['another redirect URI', { redirectUri: 'http://localhost:1/monitor/callback' }],
  ])('is refused with %s', async (_name, change) => {
    const url = await typeInAt()
    const seal = createSeal(bed.authorizationServer.xsuaaCredentials.clientsecret, 'login')
    const [key, sealed] = pendingCookie()
    const pending = await seal.open(sealed)
    const changed = await seal.close({ ...(pending as object), ...change })
    browser.cookies.set(key, changed)
    expect((await browser.get(url)).status).toBe(400)
    expect(await sessions()).toBe(0)
  })

  it('leads back to several actions', async () => {
    const address = '/monitor/history/a1,b2?outcome=failed'
    expect((await logIn(address)).headers.get('location')).toBe(address)
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
    const answer = await logIn(returnTo)
    expect(answer.headers.get('location')).toBe('/monitor/')
  })
})

describe('tokens and sessions', () => {
  it('a token of a person does not open the ingest path, a session neither', async () => {
    await logIn()
    const send = (headers: Record<string, string>) =>
      browser.post(
        `${first.url}/http/successfactors/events`,
        new URLSearchParams(soapMessage([{}])),
        {
          ...PAGE,
          ...headers,
        },
      )
    expect((await send({})).status).toBe(401)
  })

  it('a token of a client opens the API, and no session', async () => {
    const token = await bed.token('operator')
    const headers = { authorization: `Bearer ${token}` }
    expect((await browser.get(`${first.url}/operations/v1/messages`, headers)).status).toBe(200)
    expect((await browser.get(`${first.url}/monitor/session`, headers)).status).toBe(401)
  })

  it('a made-up session is none', async () => {
    for (const id of ['x', 'a'.repeat(43), `${'a'.repeat(42)}"`, 'a'.repeat(5_000)]) {
      browser.cookies.set(`${hostOf(first)} ${SESSION}`, id)
      expect((await browser.get(`${first.url}/monitor/session`)).status).toBe(401)
      expect((await browser.get(`${first.url}/operations/v1/messages`)).status).toBe(401)
    }
  })
})

describe('the page', () => {
  it('loads nothing from elsewhere, and says so', async () => {
    const { headers } = await browser.get(`${first.url}/monitor/`)
    const policy = headers.get('content-security-policy') ?? ''
    expect(policy).toContain("default-src 'none'")
    expect(policy).toContain("script-src 'self';")
    expect(policy).toContain("frame-ancestors 'none'")
    expect(policy).not.toMatch(/https?:|unsafe-eval|\*/)
    expect(headers.get('x-content-type-options')).toBe('nosniff')
    expect(headers.get('referrer-policy')).toBe('no-referrer')
  })
})
