import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals'
import { createPageLogin } from '../../lib/auth/login/page-login.ts'
import { createUsedLogins } from '../../lib/store/trust/used-logins.ts'
import { type BrowserLike, createBrowserLike } from '../support/browser-like.ts'
import { settledOrTimeout } from '../support/eventually.ts'
import { createTestBed, type TestBed, type TestInstance } from '../support/test-service.ts'

const original = globalThis.fetch

/** Anybody can call the way back from a login: what that costs the issuer is bounded. */
describe('ways back with a forged code', () => {
  let bed: TestBed
  let instance: TestInstance
  let other: TestInstance
  let browser: BrowserLike
  const startedAt = Date.now()
  let shiftMs = 0
  const asked = { calls: 0, atOnce: 0, most: 0 }
  let held: Promise<void> | null = null

  beforeAll(async () => {
    bed = await createTestBed()
    const tokenEndpoint = `${bed.authorizationServer.xsuaaCredentials.url}/oauth/token`
    globalThis.fetch = async (input, init) => {
      if (String(input) !== tokenEndpoint) return original(input, init)
      asked.calls += 1
      asked.atOnce += 1
      asked.most = Math.max(asked.most, asked.atOnce)
      await held
      return original(input, init).finally(() => {
        asked.atOnce -= 1
      })
    }
    // The clock is frozen, so the limits do not depend on the machine.
    const trust = { now: () => startedAt + shiftMs }
    instance = await bed.startInstance({ trust })
    other = await bed.startInstance({ trust })
  })
  afterAll(async () => {
    globalThis.fetch = original
    await bed.stop()
  })
  beforeEach(() => {
    Object.assign(asked, { calls: 0, atOnce: 0, most: 0 })
    browser = createBrowserLike()
    // Resets the limits that earlier tests reached.
    shiftMs += 120_000
  })

  /** Begins a login, as anybody can. @returns the way back from it with this code, and its cookie */
  async function begun(code: string) {
    const begun = await browser.get(`${instance.url}/monitor/login`)
    const state = new URL(begun.headers.get('location') ?? '').searchParams.get('state') ?? ''
    const cookie = begun.headers.getSetCookie().at(-1)?.split(';', 1)[0] ?? ''
    browser.cookies.clear()
    return { path: `/monitor/callback?${new URLSearchParams({ code, state })}`, cookie }
  }
  const back = ({ path, cookie }: { path: string; cookie: string }, at = instance) =>
    fetch(`${at.url}${path}`, { headers: { cookie }, redirect: 'manual' })

  it('of one login ask the issuer once, on whichever instance', async () => {
    const login = await begun('forged')
    const statuses = new Set<number>()
    for (let call = 0; call < 40; call += 1) {
      statuses.add((await back(login, call % 2 === 0 ? instance : other)).status)
    }
    expect([...statuses]).toEqual([400])
    expect(asked.calls).toBe(1)
  })

  it('of many logins ask it 60 times, then once a second', async () => {
    const statuses: number[] = []
    for (let call = 0; call < 80; call += 1) {
      statuses.push((await back(await begun(`forged ${call}`))).status)
    }
    expect(asked.calls).toBe(60)
    expect(statuses).toEqual([...Array(60).fill(400), ...Array(20).fill(429)])
    const { path, cookie } = await begun('forged')
    const refused = await back({ path, cookie })
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0)
    expect(await refused.text()).toContain('Too many users are logging in')
    const german = await fetch(`${instance.url}${path}`, {
      headers: { cookie, 'accept-language': 'de' },
    })
    expect(await german.text()).toContain('melden sich zu viele Benutzer an')
    shiftMs += 1_000
    expect((await back(await begun('forged'))).status).toBe(400)
    expect((await back(await begun('forged'))).status).toBe(429)
  })

  it('ask it ten at a time', async () => {
    const logins = []
    for (let login = 0; login < 30; login += 1) logins.push(await begun('forged'))
    const { promise, resolve } = Promise.withResolvers<void>()
    held = promise
    let early = 0
    const answers = logins.map((login) =>
      back(login).finally(() => {
        early += 1
      }),
    )
    await settledOrTimeout(async () => asked.atOnce === 10, 'ten calls of the issuer')
    // Only then: a call that comes later would find a free place.
    await settledOrTimeout(async () => early === 20, 'an answer to all others')
    resolve()
    held = null
    const statuses = (await Promise.all(answers)).map(({ status }) => status)
    expect(statuses.filter((status) => status === 429)).toHaveLength(20)
    expect(asked.most).toBe(10)
  })

  it('leave nothing behind that is not removed', async () => {
    const { rowCount } = await bed.db.query('select from used_login')
    expect(rowCount).toBeGreaterThan(0)
    await bed.db.query(`update used_login set expires_at = now() - interval '1 second'`)
    expect(await createUsedLogins(bed.db).removeOver()).toBe(false)
    expect((await bed.db.query('select from used_login')).rowCount).toBe(0)
  })
})

describe('a login at an issuer that does not answer', () => {
  it('asks for its document once a second, however many begin', async () => {
    let calls = 0
    let now = 0
    const pages = createPageLogin({
      issuer: { kind: 'oidc', issuers: ['https://login.example'], tenant: null },
      client: { clientId: 'page', clientSecret: () => 'secret', scope: '', endpoints: null },
      fetch: () => {
        calls += 1
        return Promise.reject(new TypeError('fetch failed'))
      },
      now: () => now,
    })
    const unavailable = expect.objectContaining({ code: 'issuer_unavailable' })
    const begin = () => pages.begin('https://page.example/monitor/callback', '/monitor/')
    for (let login = 0; login < 20; login += 1) await expect(begin()).rejects.toEqual(unavailable)
    expect(calls).toBe(1)
    now = 1_000
    await expect(begin()).rejects.toEqual(unavailable)
    expect(calls).toBe(2)
  })
})
