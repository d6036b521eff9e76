import type { BrowserContext, Page } from 'playwright-core'
import { createBrowserLike } from './browser-like.ts'
import { typeIn } from './log-in.ts'
import type { TestBed, TestInstance } from './test-service.ts'

/** An element that is not there by then will not come (ms). */
const PATIENCE_MS = 20_000
/** Node loads it once for each worker. Jest would run its 3 MB again in every file. */
const { chromium }: typeof import('playwright-core') = process
  .getBuiltinModule('node:module')
  .createRequire(import.meta.url)('playwright-core')

export interface MonitorBrowser {
  /** A page of a user who is logged in at the service and its issuer. */
  open(path?: string, options?: OpenOptions): Promise<OpenPage>
  close(): Promise<void>
}

export interface OpenOptions {
  /** the instance whose page is opened; default: that of the browser */
  readonly at?: { readonly url: string }
  readonly width?: number
  readonly scheme?: 'light' | 'dark'
  readonly locale?: string
  readonly timezone?: string
  /** how far the clock of the browser is ahead of this machine's */
  readonly aheadMs?: number
  /** the test may let the time of the page pass at once, by `page.clock` */
  readonly clock?: boolean
  /** the person logs in on the page, through the issuer's own form; else before the page is opened */
  readonly byForm?: boolean
}

export interface OpenPage {
  readonly page: Page
  readonly context: BrowserContext
  /** requests to any host but the service and its issuer: there should be none */
  readonly foreign: readonly string[]
  /** errors of the page's scripts and of its policy */
  readonly errors: readonly string[]
}

export async function openMonitorBrowser(
  bed: TestBed,
  instance: TestInstance,
): Promise<MonitorBrowser> {
  // biome-ignore lint/style/noProcessEnv: Jest hands values to its workers through the environment
  const browser = await chromium.connect(process.env.TEST_BROWSER ?? '')
  const issuer = new URL(bed.authorizationServer.xsuaaCredentials.url)
  const password = bed.authorizationServer.clients.operator.secret

  /** Rendering the page to leave it for the form at once costs more than a whole test. */
  async function logIn(context: BrowserContext, origin: string): Promise<void> {
    const browser = createBrowserLike()
    const from = `${origin}/monitor/login?return=/monitor/`
    const way = { from, issuerUrl: issuer.origin, password, to: `${origin}/monitor/callback` }
    await browser.get(await typeIn(browser, way))
    const cookies = [...browser.cookies].map(([key, value]) => {
      const [host = '', name = ''] = key.split(' ')
      return { domain: host.replace(/:.*/, ''), path: '/', secure: true, name, value }
    })
    await context.addCookies(cookies)
  }

  return {
    async open(path = '/monitor/', options = {}) {
      const { at = instance, width = 1440, scheme = 'light', locale = 'en' } = options
      const { timezone, aheadMs = 0, clock = false, byForm = false } = options
      const origin = pageOrigin(at)
      const own = new Set([new URL(origin).host, issuer.host])
      const context = await browser.newContext({
        baseURL: `${origin}/monitor/`,
        viewport: { width, height: 900 },
        colorScheme: scheme,
        locale,
        ...(timezone !== undefined && { timezoneId: timezone }),
      })
      if (clock) await context.clock.install()
      if (aheadMs !== 0) await context.addInitScript(dateAhead(aheadMs))
      context.setDefaultTimeout(PATIENCE_MS)
      const foreign: string[] = []
      // Watches requests without routes, because routes disable the browser's cache.
      context.on('request', (request) => {
        const { host } = new URL(request.url())
        if (host !== '' && !own.has(host)) foreign.push(host)
      })
      const page = await context.newPage()
      const errors: string[] = []
      page.on('pageerror', (error) => errors.push(String(error)))
      page.on('console', (message) => {
        if (message.type() === 'error') errors.push(message.text())
      })
      if (!byForm) await logIn(context, origin)
      await page.goto(`${origin}${path}`)
      if (byForm) {
        await page.waitForURL(`${issuer.origin}/login/**`)
        await page.fill('input[name=password]', password)
        await page.click('button')
        await page.waitForURL(`${origin}/monitor/**`)
      }
      return { page, context, foreign, errors }
    },
    close: () => browser.close(),
  }
}

/** A script that puts the clock of a page forward, or back. */
function dateAhead(ms: number): string {
  return `const Real = Date
    globalThis.Date = class extends Real {
      constructor(...given) {
        super(...(given.length === 0 ? [Real.now() + ${ms}] : given))
      }
      static now() {
        return Real.now() + ${ms}
      }
    }`
}

/** Cookies that need https are taken from localhost, not from 127.0.0.1. */
export function pageOrigin({ url }: { readonly url: string }): string {
  return url.replace('127.0.0.1', 'localhost')
}
