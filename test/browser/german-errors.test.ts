import { afterAll, beforeAll, expect, it } from '@jest/globals'
import type { BrowserContext, Page } from 'playwright-core'
import { reject } from '../../lib/handler.ts'
import {
  describeInBrowser,
  type MonitorBed,
  openMonitorBed,
  START_MS,
} from '../support/monitor-bed.ts'
import { dialogOf, openView } from '../support/page-steps.ts'

describeInBrowser('what went wrong, on a German page', () => {
  let bed: MonitorBed
  let page: Page
  let context: BrowserContext
  let isDown = true
  beforeAll(async () => {
    bed = await openMonitorBed({
      directory: {
        on: '*',
        run: () => {
          if (isDown) reject('the directory is down')
        },
      },
    })
    const german = await bed.monitor.open('/monitor/', { locale: 'de' })
    page = german.page
    context = german.context
  }, START_MS)
  afterAll(async () => {
    await context?.close()
    await bed?.stop()
  })

  it('is shown in German by its code, with the sentence of the service marked as English', async () => {
    const message = await bed.send('99101')
    await bed.found(1, `select from delivery where message_id = $1 and state = 'failed'`, message)
    await openView(page, `messages/${message}`)
    await page.getByRole('button', { name: 'Wiederholen: directory, 99101', exact: true }).click()
    isDown = false
    const faster = `/deliveries/${message}/0/directory/0/actions/replay`
    expect(await bed.operate(faster)).toBe(200)
    await bed.found(
      1,
      `select from delivery where message_id = $1 and state = 'completed'`,
      message,
    )
    const dialog = dialogOf(page)
    await dialog.getByRole('button', { name: 'Wiederholen' }).click()
    const note = dialog.getByRole('alert')
    await note.getByText('Die Zustellung ist nicht (mehr) fehlgeschlagen').waitFor()
    await note.getByText('Details').click()
    await note.locator('[lang=en]').getByText('Expected a failed delivery').waitFor()
    expect(await note.getByText(/expected a failed delivery/i).count()).toBe(1)
    await dialog.getByRole('button', { name: 'Abbrechen' }).click()
  })

  it('is shown in German if a search fails', async () => {
    const url = '**/operations/v1/subjects/search'
    await page.route(url, (route) => route.abort())
    const field = page.getByRole('searchbox')
    await field.fill('99101')
    await field.press('Enter')
    const note = page.locator('#content').getByRole('alert')
    await note.getByText('Der Dienst antwortet nicht').waitFor()
    expect(await page.getByText('Failed to fetch').count()).toBe(0)
    await page.unroute(url)
  })

  it('is shown in German after too many searches', async () => {
    const url = '**/operations/v1/subjects/search'
    const error = { code: 'search_limit', message: 'expected at most 30, one more came' }
    await page.route(url, (route) => route.fulfill({ status: 429, json: { error } }))
    const field = page.getByRole('searchbox')
    await field.fill('99102')
    await field.press('Enter')
    const note = page.locator('#content').getByRole('alert')
    await note.getByText('Zu viele Anfragen').waitFor()
    await note.getByText(/höchstens 30 Suchen nach einer Person/).waitFor()
    await page.unroute(url)
  })
})
