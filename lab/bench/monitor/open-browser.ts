import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core'
import type { Stage } from '../stage/open-stage.ts'

export const CHROMIUM = '/usr/bin/chromium'
const FORM_MS = 30_000

/** The system's Chromium. */
export function openBrowser(): Promise<Browser> {
  return chromium.launch({ executablePath: CHROMIUM, args: ['--no-sandbox'] })
}

/** A page with the monitor, for somebody who logged in by the issuer's form. */
export async function openMonitor(
  browser: Browser,
  stage: Stage,
  origin: string,
  look: BrowserContextOptions = {},
): Promise<Page> {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, ...look })
  const page = await context.newPage()
  await page.goto(`${origin}/monitor/`)
  const password = page.locator('input[name=password]')
  await password.fill(stage.issuer.clients.operator.secret, { timeout: FORM_MS })
  await page.click('button')
  await page.waitForURL(`${origin}/monitor/**`)
  return page
}
