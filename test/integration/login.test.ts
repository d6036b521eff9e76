import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals'
import { createSeal } from '../../lib/auth/login/seal.ts'
import { createLoginBed, hostOf, type LoginBed, PAGE, SESSION } from '../support/login-bed.ts'

let login: LoginBed
beforeAll(async () => {
  login = await createLoginBed()
})
afterAll(() => login.stop())
beforeEach(() => login.reset())

describe('a login at the page', () => {
  it('ends where it began, and tells who is logged in', async () => {
    const back = await login.logIn('/monitor/messages?status=FAILED')
    expect(back.status).toBe(303)
    expect(back.headers.get('location')).toBe('/monitor/messages?status=FAILED')
    const [line] = back.headers.getSetCookie().filter((cookie) => cookie.startsWith(`${SESSION}=`))
    expect(line).toMatch(/; Path=\/; HttpOnly; Secure; SameSite=Lax$/)
    expect(login.pendingCookies()).toEqual([])
    const session = await login.browser.get(`${login.first.url}/monitor/session`)
    expect(await session.json()).toEqual({
      user: { name: 'operator', id: expect.stringMatching(/^[A-Za-z\d+/]{43}=$/) },
      grants: ['Monitor', 'Reveal', 'Operate', 'Forget'],
      expiresAt: expect.any(String),
    })
    expect(session.headers.get('cache-control')).toBe('no-store')
  })

  it('opens the operations API, on every instance; what changes something needs the header of the page', async () => {
    await login.logIn()
    login.browser.cookies.set(`${hostOf(login.second)} ${SESSION}`, login.cookieOf(SESSION) ?? '')
    for (const { url } of [login.first, login.second]) {
      expect((await login.browser.get(`${url}/operations/v1/messages`)).status).toBe(200)
      const search = `${url}/operations/v1/messages/search`
      expect((await login.browser.post(search)).status).toBe(403)
      expect((await login.browser.post(search, undefined, PAGE)).status).toBe(200)
    }
  })

  it.each<[string, Record<string, string>]>([
    ['another site', { ...PAGE, 'sec-fetch-site': 'cross-site' }],
    ['a neighbour', { ...PAGE, 'sec-fetch-site': 'same-site' }],
    ['another origin', { ...PAGE, origin: 'https://evil.example' }],
    ['no origin that can be told', { ...PAGE, origin: 'null' }],
  ])('does not answer %s', async (_name, headers) => {
    await login.logIn()
    const answer = await login.browser.post(
      `${login.first.url}/operations/v1/messages/search`,
      undefined,
      headers,
    )
    expect(answer.status).toBe(403)
    const read = await login.browser.get(`${login.first.url}/operations/v1/messages`, headers)
    expect(read.status).toBe(403)
  })

  it('is begun in two tabs of a browser at once: each finds its own way back', async () => {
    const begun = await login.browser.get(`${login.first.url}/monitor/login?return=/monitor/parked`)
    const there = await login.logIn('/monitor/handlers')
    expect(there.headers.get('location')).toBe('/monitor/handlers')
    // The issuer knows the person by now, and the first tab is sent back at once.
    const issuer = begun.headers.get('location') ?? ''
    const way = await login.browser.follow(issuer, `${login.first.url}/monitor/callback`)
    expect((await login.browser.get(way)).headers.get('location')).toBe('/monitor/parked')
    expect(login.pendingCookies()).toEqual([])
  })

  it('that is begun again and again leaves a few cookies, not one for each time', async () => {
    for (let begun = 0; begun < 12; begun += 1)
      await login.browser.get(`${login.first.url}/monitor/login`)
    expect(login.pendingCookies().length).toBeLessThanOrEqual(5)
    const back = await login.logIn('/monitor/parked')
    expect(back.headers.get('location')).toBe('/monitor/parked')
  })

  it('is that of the public address, also where a proxy puts another Host', async () => {
    const behind = await login.bed.startInstance({
      environment: { PUBLIC_URL: 'https://events.example.com' },
    })
    await login.logIn()
    const session = login.cookieOf(SESSION) ?? ''
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
    await login.logIn()
    const id = login.cookieOf(SESSION) ?? ''
    expect((await login.browser.post(`${login.first.url}/monitor/logout`)).status).toBe(403)
    const answer = await login.browser.post(`${login.first.url}/monitor/logout`, undefined, PAGE)
    const { location } = (await answer.json()) as { location: string }
    expect(login.cookieOf(SESSION)).toBeUndefined()
    login.browser.cookies.set(`${hostOf(login.second)} ${SESSION}`, id)
    expect((await login.browser.get(`${login.second.url}/operations/v1/messages`)).status).toBe(401)
    expect((await login.bed.db.query('select from session')).rowCount).toBe(0)
    expect(
      await (await login.browser.get(await login.browser.follow(location, 'none'))).text(),
    ).toContain('Log out')
  })

  it('leaves nothing in the database that opens it', async () => {
    await login.logIn()
    const id = login.cookieOf(SESSION) ?? ''
    const { rows } = await login.bed.db.query(
      `select encode(id, 'hex') || sealed as row from session`,
    )
    expect(rows[0].row).not.toContain(id)
    expect(await createSeal(rows[0].row, 'session').open(rows[0].row)).toBeNull()
  })

  it('that is not used for half an hour is over', async () => {
    await login.logIn()
    await login.bed.db.query(`update session set expires_at = expires_at - interval '31 minutes'`)
    const session = await login.browser.get(`${login.first.url}/monitor/session`)
    expect([session.status, await session.json()]).toEqual([
      401,
      { error: { code: 'login_needed', message: 'Log in.' } },
    ])
  })

  it('that only an unattended page uses ends', async () => {
    await login.logIn()
    await login.bed.db.query(`update session set expires_at = expires_at - interval '10 minutes'`)
    const left = async (presence: string) => {
      const headers = { 'x-monitor': presence }
      const answer = await login.browser.get(`${login.first.url}/operations/v1/overview`, headers)
      expect(answer.status).toBe(200)
      const { rows } = await login.bed.db.query(
        `select extract(epoch from expires_at - now())::int as left from session`,
      )
      return rows[0].left
    }
    expect(await left('away')).toBeLessThan(1_201)
    await login.browser.get(`${login.first.url}/monitor/session`, { 'x-monitor': 'away' })
    expect(await left('away')).toBeLessThan(1_201)
    expect(await left('1')).toBeGreaterThan(1_700)
  })

  it('that is used goes on, but not beyond a day', async () => {
    await login.logIn()
    await login.bed.db.query(`update session set expires_at = expires_at - interval '10 minutes'`)
    const left = async () => {
      await login.browser.get(`${login.first.url}/monitor/session`)
      const { rows } = await login.bed.db.query(
        `select extract(epoch from expires_at - now())::int as left from session`,
      )
      return rows[0].left
    }
    expect(await left()).toBeGreaterThan(1_700)
    await login.bed.db.query(`update session set created_at = created_at - interval '7 hours 50 minutes',
      expires_at = expires_at - interval '10 minutes'`)
    expect(await left()).toBeLessThan(601)
  })
})

describe('the page', () => {
  it('loads nothing from elsewhere, and says so', async () => {
    const { headers } = await login.browser.get(`${login.first.url}/monitor/`)
    const policy = headers.get('content-security-policy') ?? ''
    expect(policy).toContain("default-src 'none'")
    expect(policy).toContain("script-src 'self';")
    expect(policy).toContain("frame-ancestors 'none'")
    expect(policy).not.toMatch(/https?:|unsafe-eval|\*/)
    expect(headers.get('x-content-type-options')).toBe('nosniff')
    expect(headers.get('referrer-policy')).toBe('no-referrer')
  })
})
