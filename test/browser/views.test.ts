import { afterAll, beforeAll, expect, it } from '@jest/globals'
import { reject } from '../../lib/handler.ts'
import { digestOfKey } from '../../lib/store/db/keyed-digest.ts'
import { settledOrTimeout } from '../support/eventually.ts'
import {
  describeInBrowser,
  type MonitorBed,
  openMonitorBed,
  START_MS,
} from '../support/monitor-bed.ts'
import { openView } from '../support/page-steps.ts'

describeInBrowser('the views of the monitor', () => {
  let bed: MonitorBed
  let failed: string
  let employee: string
  beforeAll(async () => {
    bed = await openMonitorBed({
      journal: { on: '*', run: (_event, { log }) => log.info('written') },
      directory: {
        on: '*',
        run: (event) => {
          if (event.key('userId') === '4711') reject('the directory is down')
        },
      },
    })
    await bed.send('10001')
    failed = await bed.send('4711')
    await bed.send('4711')
    await bed.found(1, `select from lane where status = 'parked'`)
    const [row] = await bed.rows<{ id: string }>(
      `select id from subject where key_digest = '${digestOfKey(bed.db, '4711')}'`,
    )
    employee = row?.id ?? ''
  }, START_MS)
  afterAll(() => bed?.stop())

  it('leads a new user from the overview to the cause of what failed', async () => {
    const { page } = bed.operator
    await openView(page, '')
    await page.getByText(/^1 person waits for you;/).waitFor()
    await page.getByText('See the causes').click()
    await page.getByText('the directory is down').waitFor()
    await page.getByText(failed).click()
    await page.waitForURL(`**/monitor/messages/${failed}`)
    await page.getByText('It is parked').waitFor()
  })

  it('shows no name and no key of a person in an address', async () => {
    const { page } = bed.operator
    await openView(page, 'messages')
    await page.getByText('4711').first().click()
    await page.waitForURL(`**/monitor/employees/${employee}`)
    await page.getByText('4711').first().waitFor()
    expect(page.url()).not.toMatch(/\b4711\b/)
  })

  it('speaks German where the browser does', async () => {
    const { page, context } = await bed.monitor.open('/monitor/', { locale: 'de' })
    const titles: Record<string, string> = {
      '': 'Übersicht',
      messages: 'Nachrichten',
      employees: 'Mitarbeiter',
      parked: 'Geparkt',
      handlers: 'Handler',
      refused: 'Abgewiesen',
      connect: 'Anbinden',
    }
    for (const [address, title] of Object.entries(titles)) {
      await openView(page, address)
      await page.locator('h1').getByText(title, { exact: true }).waitFor()
    }
    expect(await page.locator('html').getAttribute('lang')).toBe('de')
    await openView(page, 'parked')
    await page.getByText('Der Handler hat das Ereignis zurückgewiesen').first().waitFor()
    await page.getByRole('button', { name: /^Wiederholen: directory/ }).click()
    await page.getByText('Das betrifft 1 Zustellung.').waitFor()
    await context.close()
  })

  it('does not call a handler with parked deliveries up to date', async () => {
    const { page } = bed.operator
    await openView(page, 'handlers/directory')
    await page.getByText('parked deliveries wait for an operator').waitFor()
    await openView(page, 'handlers/journal')
    await page.getByText('It handles events as they arrive.').waitFor()
  })

  it('calls a broken address not found', async () => {
    const { page } = bed.operator
    for (const address of [`messages/${failed.slice(0, 8)}`, 'employees/abc', 'history/xyz']) {
      await openView(page, address)
      await page.getByText('Code: not_found').waitFor()
    }
  })

  it('counts those handlers alone that there are', async () => {
    const { page } = bed.operator
    const says = (sentence: string) =>
      settledOrTimeout(async () => {
        await openView(page, '')
        const lead = page.locator('.overview-sentence')
        await lead.waitFor()
        return (await lead.textContent())?.startsWith(sentence) === true
      }, sentence)
    await says('1 person waits for you; 1 of 2 handlers is up to date,')
    await bed.db.query(`update handler set retired_at = now() where name = 'journal'`)
    await says('1 person waits for you; the handler is not up to date,')
  })
})
