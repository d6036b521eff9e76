import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, expect, it } from '@jest/globals'
import type { Page } from 'playwright-core'
import {
  describeInBrowser,
  type MonitorBed,
  openMonitorBed,
  START_MS,
} from '../support/monitor-bed.ts'
import { openView } from '../support/page-steps.ts'

describeInBrowser('the search field', () => {
  let bed: MonitorBed
  let page: Page
  let message: string
  const eventId = randomUUID()
  const twice = randomUUID()

  beforeAll(async () => {
    bed = await openMonitorBed({ journal: { on: '*', run: () => undefined } })
    page = bed.operator.page
    message = await bed.send({ userId: '80001', eventId })
    await bed.send({ userId: '80002', eventId: twice })
    await bed.send({ userId: '80002', eventId: twice })
    await openView(page, '')
  }, START_MS)
  afterAll(() => bed?.stop())

  async function search(text: string): Promise<void> {
    const field = page.getByRole('searchbox', { name: 'Search employee, message, any id' })
    await field.fill(text)
    await field.press('Enter')
  }
  const idOf = async (column: string) => {
    const [row] = await bed.rows<{ id: string }>(
      `select ${column} as id from message where id = $1`,
      message,
    )
    return row?.id ?? ''
  }
  const isAtMessage = () => page.waitForURL(`**/monitor/messages/${message}`)

  it.each([
    ['its id', () => Promise.resolve(message)],
    ['the external event id', () => idOf('external_event_id')],
    ['the correlation id', () => idOf('correlation_id')],
    ['an event id', () => Promise.resolve(eventId)],
    [
      'the beginning of an id, before the suggestions come',
      async () => (await idOf('external_event_id')).slice(0, 12),
    ],
  ])('goes straight to a message by %s', async (_what, text) => {
    await openView(page, '')
    await search(await text())
    await isAtMessage()
    await page.getByText('80001').first().waitFor()
  })

  it('goes straight to an employee, whose id stands in no address', async () => {
    await search('80001')
    await page.waitForURL(/\/monitor\/employees\/\d+$/)
    await page.locator('h1').getByText('80001').waitFor()
    expect(page.url()).not.toContain('80001')
  })

  it('lists several hits, each a way on', async () => {
    await search(twice)
    await page.getByText(`Results for “${twice}”`).waitFor()
    expect(page.url()).not.toContain(twice)
    const hits = page.locator('#content a[href*="/monitor/messages/"]')
    await hits.nth(1).waitFor()
    expect(await hits.count()).toBe(2)
    await hits.first().click()
    await page.waitForURL('**/monitor/messages/*')
  })

  it('says that nothing was found, and offers to look into values', async () => {
    await search('99999')
    await page.getByText('Nothing found').waitFor()
    expect(page.url()).not.toContain('99999')
    await page.getByRole('button', { name: 'Search in keys and parameters' }).click()
    await page.getByText('No message matches').waitFor()
    expect(page.url()).not.toContain('99999')
  })
})
