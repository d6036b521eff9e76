import { existsSync } from 'node:fs'
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core'
import type { TestBed, TestInstance } from './test-service.ts'

const CHROMIUM = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome']

/** Where the system's Chromium is; null = the browser tests are skipped. */
export const chromiumPath = CHROMIUM.find((path) => existsSync(path)) ?? null

export interface MonitorBrowser {
  readonly browser: Browser
  /** A page of somebody who is logged in, through the issuer's own form. */
  open(path?: string, options?: OpenOptions): Promise<OpenPage>
  close(): Promise<void>
}

export interface OpenOptions {
  readonly width?: number
  readonly scheme?: 'light' | 'dark'
  readonly locale?: string
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
  const executablePath = chromiumPath ?? ''
  const browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] })
  const issuer = new URL(bed.authorizationServer.xsuaaCredentials.url)
  // Cookies that need https are taken from localhost, not from 127.0.0.1.
  const origin = instance.url.replace('127.0.0.1', 'localhost')
  const own = new Set([new URL(origin).host, issuer.host])

  return {
    browser,
    async open(path = '/monitor/', { width = 1440, scheme = 'light', locale = 'en' } = {}) {
      const context = await browser.newContext({
        viewport: { width, height: 900 },
        colorScheme: scheme,
        locale,
      })
      const foreign: string[] = []
      await context.route('**/*', (route) => {
        const { host } = new URL(route.request().url())
        if (host === '' || own.has(host)) return route.continue()
        foreign.push(host)
        return route.abort()
      })
      const page = await context.newPage()
      const errors: string[] = []
      page.on('pageerror', (error) => errors.push(String(error)))
      page.on('console', (message) => {
        if (message.type() === 'error') errors.push(message.text())
      })
      await page.goto(`${origin}${path}`)
      await page.waitForURL(`${issuer.origin}/login/**`)
      await page.fill('input[name=password]', bed.authorizationServer.clients.operator.secret)
      await page.click('button')
      await page.waitForURL(`${origin}/monitor/**`)
      return { page, context, foreign, errors }
    },
    close: () => browser.close(),
  }
}
