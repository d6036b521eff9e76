import { afterAll, beforeAll, expect, it } from '@jest/globals'
import type { Page } from 'playwright-core'
import {
  describeInBrowser,
  type MonitorBed,
  openMonitorBed,
  START_MS,
} from '../support/monitor-bed.ts'
import { openView } from '../support/page-steps.ts'

describeInBrowser('the session of the page', () => {
  let bed: MonitorBed
  beforeAll(async () => {
    bed = await openMonitorBed({ journal: { on: '*', run: () => undefined } })
  }, START_MS)
  afterAll(() => bed?.stop())

  async function signOut(page: Page): Promise<void> {
    await page.locator('ui5-avatar').click()
    await page.getByRole('button', { name: 'Sign out' }).click()
    await page.getByRole('button', { name: 'Log out here as well' }).click()
    await page.waitForURL(/\/login\//)
  }
  const logIn = async (page: Page) => {
    await page.fill('input[name=password]', bed.authorizationServer.clients.operator.secret)
    await page.click('button')
  }

  /** Without its live stream, which ends with the session, a page learns of the end by its next request. */
  const withoutStream = (page: Page) => page.route('**/operations/v1/live', () => undefined)

  it('tells who is signed in, and what they may', async () => {
    const { page } = bed.operator
    await page.locator('ui5-avatar').click()
    await page.getByText('Signed in as').waitFor()
    await page.getByText('operator', { exact: true }).waitFor()
    for (const grant of ['see personal values', 'act on events and handlers']) {
      await page.getByText(grant).waitFor()
    }
    await page.keyboard.press('Escape')
  })

  it('ends here and at the issuer; another tab is sent to the login at its next request, and comes back to its place', async () => {
    const { page, context } = await bed.monitor.open()
    const other = await context.newPage()
    await withoutStream(other)
    await openView(other, 'messages?status=FAILED')
    const sessions = await bed.rows('select from session')
    await page.bringToFront()
    await signOut(page)
    await other.bringToFront()
    expect((await bed.rows('select from session')).length).toBe(sessions.length - 1)
    await other.getByRole('combobox', { name: 'Handler' }).click()
    await other.getByRole('option', { name: 'journal', exact: true }).click()
    await other.waitForURL(/\/login\//)
    await logIn(other)
    await other.waitForURL('**/monitor/messages?status=FAILED&handler=journal')
    await other.getByText('No message matches').waitFor()
    await context.close()
  })

  it('that is over leads to the login before an action is done', async () => {
    const message = await bed.send('97001')
    await bed.settled()
    const { page, context } = await bed.monitor.open(`/monitor/messages/${message}`)
    await withoutStream(page)
    await page.reload()
    await page.getByRole('button', { name: 'Run again: journal, 97001' }).click()
    await bed.db.query('delete from session')
    const dialog = page.locator('ui5-dialog[open]')
    await dialog.getByRole('button', { name: 'Run again' }).click()
    // The issuer still knows who it is, and nobody has to type anything.
    await page.waitForURL(`**/monitor/messages/${message}`)
    await dialog.waitFor({ state: 'detached' })
    await page.getByRole('button', { name: 'Run again: journal, 97001' }).waitFor()
    expect(await bed.rows('select from action')).toEqual([])
    await context.close()
  })
})
