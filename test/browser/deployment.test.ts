import { afterAll, beforeAll, beforeEach, expect, it } from '@jest/globals'
import type { Page } from 'playwright-core'
import {
  describeInBrowser,
  type MonitorBed,
  openMonitorBed,
  START_MS,
} from '../support/monitor-bed.ts'
import { openView } from '../support/page-steps.ts'

/** A page that is fetched when it is first opened. */
const LATER = '**/monitor/assets/handlers-page-*.js'

describeInBrowser('a tab that was opened before a deployment', () => {
  let bed: MonitorBed
  let page: Page
  let opened = 0
  beforeAll(async () => {
    bed = await openMonitorBed({ journal: { on: '*', run: () => undefined } })
  }, START_MS)
  afterAll(() => bed?.stop())
  beforeEach(async () => {
    page = await bed.operator.context.newPage()
    await openView(page, '')
    await page.locator('.overview-sentence').waitFor()
    opened = 0
    page.on('request', (asked) => {
      if (asked.isNavigationRequest()) opened += 1
    })
  })

  const goTo = (name: string) => page.getByText(name, { exact: true }).first().click()
  const gone = { status: 404, contentType: 'text/plain', body: 'There is no such file.' }

  it('opens the page of the new version by itself, once', async () => {
    await page.route(LATER, (route) => (opened === 0 ? route.fulfill(gone) : route.continue()))
    await goTo('Handlers')
    await page.getByRole('link', { name: 'journal' }).waitFor()
    expect(page.url()).toMatch(/\/monitor\/handlers$/)
    expect(opened).toBe(1)
  })

  it('stays while the service cannot be reached, and opens the page later', async () => {
    await page.route('**/*', (route) => route.abort())
    const asked = page.waitForEvent('requestfailed', (request) => request.method() === 'HEAD')
    await goTo('Handlers')
    await asked
    await page.getByText('This page could not be shown').first().waitFor()
    expect(opened).toBe(0)
    await page.unroute('**/*')
    await page.getByRole('button', { name: 'Reload' }).click()
    await page.getByRole('link', { name: 'journal' }).waitFor()
  })

  it('says in a sentence what cannot be shown, and does not load for ever', async () => {
    await page.route(LATER, (route) => route.fulfill(gone))
    // The sentence is there until the page loads again, and then once more.
    const loaded = page.waitForEvent('load')
    await goTo('Handlers')
    await loaded
    await page.getByRole('button', { name: 'Reload' }).waitFor()
    await page.getByText('This page could not be shown').first().waitFor()
    expect(opened).toBe(1)
    // Everything else goes on.
    await goTo('Parked')
    await page.getByText('Nothing waits for you').waitFor()
    await goTo('Handlers')
    await page.unroute(LATER)
    await page.getByRole('button', { name: 'Reload' }).click()
    await page.getByRole('link', { name: 'journal' }).waitFor()
    expect(opened).toBe(2)
  })
})
