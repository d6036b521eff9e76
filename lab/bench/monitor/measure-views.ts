import { setTimeout } from 'node:timers/promises'
import type { Page, Request } from 'playwright-core'
import { percentile } from '../load/percentile.ts'
import type { View } from './views.ts'

export interface ViewTimes {
  readonly view: string
  readonly calls: readonly CallTimes[]
}

export interface CallTimes {
  /** method and path with query, ids in it cut */
  readonly call: string
  readonly p50Ms: number
  readonly p95Ms: number
}

const API = '/operations/v1'
const WARM_UP_CALLS = 3
const CALLS = 40
/** Answers that all who ask within a second share: each call waits until it is not (ms). */
const SHARED: ReadonlySet<string> = new Set(['/overview', '/parked'])
const SHARED_MS = 1_050
const SHARED_CALLS = 15
const QUIET_MS = 1_000

/**
 * Calls the operations API as the browser does when it opens each view. Then repeats each of
 * these calls by itself, one after the other.
 * @throws Error when a call is not answered with 200
 */
export async function measureViews(
  page: Page,
  origin: string,
  token: string,
  views: readonly View[],
): Promise<ViewTimes[]> {
  const measured = new Map<string, CallTimes>()
  const times: ViewTimes[] = []
  for (const { name, path } of views) {
    const calls: CallTimes[] = []
    for (const [key, request] of await callsOf(page, `${origin}/monitor/${path}`)) {
      const known = measured.get(key) ?? (await timesOf(request, token))
      measured.set(key, known)
      calls.push(known)
    }
    times.push({ view: name, calls })
  }
  return times
}

async function callsOf(page: Page, address: string): Promise<Map<string, Request>> {
  const calls = new Map<string, Request>()
  const note = (request: Request) => {
    const { pathname } = new URL(request.url())
    if (!pathname.startsWith(API) || pathname === `${API}/live`) return
    calls.set(`${request.method()} ${request.url()} ${request.postData() ?? ''}`, request)
  }
  page.on('request', note)
  await page.goto(address)
  await page.locator('h1').first().waitFor()
  await page.waitForTimeout(QUIET_MS)
  page.off('request', note)
  return calls
}

async function timesOf(request: Request, token: string): Promise<CallTimes> {
  const url = new URL(request.url())
  const path = url.pathname.slice(API.length)
  const shared = SHARED.has(path)
  const calls = shared ? SHARED_CALLS : CALLS
  const durations: number[] = []
  for (let call = 0; call < WARM_UP_CALLS + calls; call += 1) {
    if (shared) await setTimeout(SHARED_MS)
    const start = performance.now()
    await ask(request, token)
    if (call >= WARM_UP_CALLS) durations.push(performance.now() - start)
  }
  const sorted = durations.sort((a, b) => a - b)
  return {
    call: `${request.method()} ${path}${url.search}`.replaceAll(/[\da-f-]{36}/g, '…'),
    p50Ms: percentile(sorted, 0.5),
    p95Ms: percentile(sorted, 0.95),
  }
}

async function ask(request: Request, token: string): Promise<void> {
  const body = request.postData()
  const answer = await fetch(request.url(), {
    method: request.method(),
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    ...(body === null ? {} : { body }),
  })
  await answer.arrayBuffer()
  if (answer.status !== 200) {
    throw new Error(
      `${request.method()} ${request.url()}: expected status 200, got ${answer.status}`,
    )
  }
}
