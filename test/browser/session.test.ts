import { afterAll, beforeAll, expect, it } from '@jest/globals'
import type { Page } from 'playwright-core'
import {
  describeInBrowser,
  type MonitorBed,
  openMonitorBed,
  START_MS,
} from '../support/monitor-bed.ts'
import { openedText } from '../support/opened.ts'
import { openView } from '../support/page-steps.ts'

describeInBrowser('the session of the page', () => {
  let bed: MonitorBed
  beforeAll(async () => {
    bed = await openMonitorBed({ journal: { on: '*', run: () => undefined } })
  }, START_MS)
  afterAll(() => bed?.stop())

  async function signOut(page: Page): Promise<void> {
    await page.locator('ui5-avatar').click()
    await page.getByRole('button', { name: 'Log out' }).click()
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
    await page.getByText('Logged in as').waitFor()
    await page.getByText('operator', { exact: true }).waitFor()
    for (const grant of ['see personal values', 'act on events and handlers']) {
      await page.getByText(grant).waitFor()
    }
    await page.keyboard.press('Escape')
  })

  const over = (page: Page) => page.getByRole('dialog', { name: 'Your session has ended' })
  /** Logs in again in the new tab that the page opens, which closes itself where the browser lets it. */
  const logInAgain = async (page: Page, typing: boolean) => {
    const [tab] = await Promise.all([
      page.context().waitForEvent('page'),
      over(page).getByRole('button', { name: 'Log in', exact: true }).click(),
    ])
    if (typing) {
      await tab.waitForURL(/\/login\//)
      await logIn(tab)
    }
    await over(page).waitFor({ state: 'detached' })
    return tab
  }
  /** The sessions end as the page sends this request: one of its own cannot meet the end before. */
  const endSessionsAt = (page: Page, request: RegExp) =>
    page.route(
      request,
      async (route) => {
        await bed.db.query('delete from session')
        await route.continue()
      },
      { times: 1 },
    )

  it('ends here and at the issuer; another tab keeps its place and says so, until the next login', async () => {
    const { page, context } = await bed.monitor.open()
    const other = await context.newPage()
    await withoutStream(other)
    await openView(other, 'messages?status=FAILED')
    // Its next request is the one of the test.
    await other.getByRole('button', { name: /Pause live updates/ }).click()
    const sessions = await bed.rows('select from session')
    await page.bringToFront()
    await signOut(page)
    await other.bringToFront()
    expect((await bed.rows('select from session')).length).toBe(sessions.length - 1)
    await other.getByRole('combobox', { name: 'Handler' }).click()
    await other.getByRole('option', { name: 'journal', exact: true }).click()
    await over(other).waitFor()
    // The content of the page is covered.
    const covered = await other.evaluate(
      'document.elementFromPoint(10, 300).closest("dialog") !== null',
    )
    expect(covered).toBe(true)
    await other.keyboard.press('Escape')
    await other.keyboard.press('Escape')
    await over(other).waitFor()
    const tab = await logInAgain(other, true)
    expect(new URL(other.url()).search).toBe('?status=FAILED&handler=journal')
    await other.getByText('No message matches').waitFor()
    if (!tab.isClosed()) await tab.getByText('You are logged in').waitFor()
    await context.close()
  })

  it('that ends keeps what was typed, does nothing by itself, and goes on where it was', async () => {
    const message = await bed.send('97001')
    await bed.settled()
    const { page, context } = await bed.monitor.open(`/monitor/messages/${message}`)
    await withoutStream(page)
    await page.reload()
    await page.getByRole('button', { name: 'Run again: journal, 97001' }).click()
    const dialog = page.locator('ui5-dialog[open]')
    await dialog.getByRole('textbox', { name: 'Reason' }).fill('typed before the end')
    await endSessionsAt(page, /\/actions\/rerun$/)
    await dialog.getByRole('button', { name: 'Run again' }).click()
    // The issuer still knows who it is, and nobody has to type anything.
    await logInAgain(page, false)
    await dialog.getByText('Your session had ended').waitFor()
    expect(await bed.rows('select from action')).toEqual([])
    const kept = await dialog.getByRole('textbox', { name: 'Reason' }).inputValue()
    expect(kept).toBe('typed before the end')
    const stored = 'JSON.stringify([{ ...localStorage }, { ...sessionStorage }, history.state])'
    expect(await page.evaluate(stored)).not.toContain('typed before')
    await dialog.getByRole('button', { name: 'Run again' }).click()
    await dialog.waitFor({ state: 'detached' })
    expect(
      await bed.rows(
        `select kind, ${openedText('action', 'action', 'comment')} as comment from action`,
      ),
    ).toEqual([{ kind: 'rerun', comment: 'typed before the end' }])
    await context.close()
  })

  it('that another person goes on with shows nothing of what was typed', async () => {
    const { page, context } = await bed.monitor.open('/monitor/messages')
    await withoutStream(page)
    await page.reload()
    await page.getByRole('button', { name: 'More filters' }).click()
    const field = page.getByRole('textbox', { name: 'Value in keys and parameters' })
    await field.fill('97001')
    await field.press('Enter')
    await page.getByRole('button', { name: 'Clear filter' }).waitFor()
    const input = page.getByRole('searchbox').first()
    await input.fill('97002')
    await endSessionsAt(page, /\/messages\/search/)
    await page.getByRole('combobox', { name: 'Handler' }).click()
    await page.getByRole('option', { name: 'journal', exact: true }).click()
    await over(page).waitFor()
    // The issuer of this test knows one person.
    await context.route('**/monitor/session', async (route) => {
      const response = await route.fetch()
      const session = await response.json()
      const user = { name: 'somebody else', id: 'another' }
      await route.fulfill({ response, json: response.ok() ? { ...session, user } : session })
    })
    const searches: string[] = []
    page.on('request', (request) => {
      if (request.url().includes('/search')) searches.push(request.postData() ?? '')
    })
    const reloaded = page.waitForEvent('load')
    await logInAgain(page, false)
    await reloaded
    await page.locator('ui5-table-row').first().waitFor()
    expect(searches).toEqual([])
    expect(await input.inputValue()).toBe('')

    // The same where the session of the first person had not ended.
    await input.fill('97003')
    await context.unrouteAll({ behavior: 'wait' })
    const again = page.waitForEvent('load')
    const tab = await context.newPage()
    await tab.goto(page.url())
    await again
    await page.bringToFront()
    await page.locator('ui5-table-row').first().waitFor()
    expect(await input.inputValue()).toBe('')
    await context.close()
  })
})
