import { afterAll, beforeAll, expect, it } from '@jest/globals'
import type { Page } from 'playwright-core'
import { settledOrTimeout } from '../support/eventually.ts'
import { isFocusIn } from '../support/everybody/focus.ts'
import {
  describeInBrowser,
  type MonitorBed,
  openMonitorBed,
  START_MS,
} from '../support/monitor-bed.ts'
import { choose, openView } from '../support/page-steps.ts'
import { HIRE } from '../support/soap-message.ts'
import { storeMessage } from '../support/stored-messages.ts'

const LEAVE = 'test.Termination'
const MANY = 30

describeInBrowser('a reader finds', () => {
  let bed: MonitorBed
  let page: Page
  const ids: Record<string, string> = {}

  beforeAll(async () => {
    bed = await openMonitorBed({
      hires: { on: HIRE, run: () => undefined },
      awards: { on: 'test.Award', run: () => undefined },
    })
    page = bed.operator.page
    ids.leaves = await bed.sendAs(LEAVE, { userId: '91001', startDate: '2035-05-01' })
    ids.left = await bed.sendAs(LEAVE, { userId: '91002', startDate: '2021-01-01' })
    ids.hired = await bed.send({ userId: '91001', startDate: '2036-01-01' })
    await bed.settled()
  }, START_MS)
  afterAll(() => bed?.stop())

  const shows = async (...wanted: string[]) => {
    const links = page.locator('ui5-table-row a[href*="/monitor/messages/"]')
    await settledOrTimeout(
      async () => {
        const hrefs = await links.evaluateAll((all) => all.map((link) => link.getAttribute('href')))
        const names = hrefs.map((href) =>
          Object.keys(ids).find((name) => href?.endsWith(ids[name] ?? '-')),
        )
        return names.join() === wanted.join()
      },
      `the list to be ${wanted.join(', ')}`,
    )
  }
  const field = () => page.getByRole('searchbox', { name: /^Search employee/ })

  it('terminations that take effect in the future, without a handler', async () => {
    await openView(page, 'messages?period=month')
    await shows('hired', 'left', 'leaves')
    // A handler takes it, and none came today.
    await choose(page, 'Event type', 'Award')
    await shows()
    await choose(page, 'Event type', 'Termination')
    await choose(page, 'Effective', 'In the future')
    await shows('leaves')
    await choose(page, 'Handler', 'Handled by nobody')
    await shows('leaves')
    await page.getByRole('heading', { name: 'Messages (1)' }).waitFor()
    await page.getByRole('button', { name: 'Views' }).click()
    await page.getByRole('button', { name: 'Save this view' }).click()
    await page.getByRole('button', { name: /^Termination · Handled by nobody/ }).waitFor()
    await page.keyboard.press('Escape')
  })

  it('a view that was saved, also in another browser', async () => {
    const { page: other, context } = await bed.monitor.open('/monitor/messages')
    await other.getByRole('button', { name: 'Views' }).click()
    await other.getByRole('button', { name: /^Termination · Handled by nobody/ }).click()
    await other.getByRole('heading', { name: 'Messages (1)' }).waitFor()
    expect(new URL(other.url()).searchParams.get('effective')).toBe('future')
    await context.close()
  })

  it('the messages of an employee, without the id in the address', async () => {
    await openView(page, 'messages')
    const input = page.getByRole('textbox', { name: 'Employee' })
    await input.fill('1')
    await input.press('Enter')
    await page.getByRole('status').getByText('No employee has this id.').waitFor()
    await input.fill('91001')
    await input.press('Enter')
    await shows('hired', 'leaves')
    expect(new URL(page.url()).searchParams.get('subject')).toMatch(/^\d+$/)
    expect(page.url()).not.toContain('91001')
    await page.getByRole('button', { name: 'Any employee' }).click()
    await shows('hired', 'left', 'leaves')
  })

  it('the latest and the earliest effective day by the title of the column', async () => {
    await page.getByRole('button', { name: 'Effective', exact: true }).click()
    await shows('hired', 'leaves', 'left')
    await page.getByRole('button', { name: 'Effective', exact: true }).click()
    await shows('left', 'leaves', 'hired')
    const sorted = page.getByRole('columnheader').filter({ hasText: 'Effective' })
    await sorted.and(page.locator('[aria-sort=ascending]')).waitFor()
    await page.reload()
    await shows('left', 'leaves', 'hired')
    await page.getByRole('button', { name: 'Received', exact: true }).click()
    await shows('hired', 'left', 'leaves')
  })

  it('a message by the beginning of its id, with the keyboard alone', async () => {
    await openView(page, '')
    await page.keyboard.press('/')
    await settledOrTimeout(() => isFocusIn(page, 'ui5-shellbar-search'), 'the focus in the field')
    await page.keyboard.type((ids.left as string).slice(0, -1))
    const hit = page.getByRole('option', { name: ids.left as string })
    await hit.waitFor()
    const searches: string[] = []
    page.on('request', (request) => {
      if (request.url().endsWith('/subjects/search')) searches.push(request.url())
    })
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('Enter')
    await page.waitForURL(`**/messages/${ids.left}`)
    await page
      .getByText(ids.left as string)
      .first()
      .waitFor()
    // Its beginning is not searched for as well: that would leave the message.
    expect(searches).toEqual([])
    await page.keyboard.press('Control+k')
    await field().fill('91002')
    const kept = page.waitForResponse('**/operations/v1/kept')
    await field().press('Enter')
    await page.waitForURL('**/employees/*')
    // The next test opens the page anew, and expects what was opened here.
    await kept
  })

  it('again what searches opened before', async () => {
    await openView(page, '')
    await field().click()
    const hits = page.getByRole('option').filter({ hasText: 'Opened before' })
    await hits.filter({ hasText: ids.left as string }).waitFor()
    await hits.filter({ hasText: '91002' }).click()
    await page.waitForURL('**/employees/*')
    await settledOrTimeout(async () => (await field().inputValue()) === '', 'an empty field')
  })

  it('at least 25 messages at once in a window of 900 pixels', async () => {
    for (let index = 0; index < MANY; index++) await storeMessage(bed.db, `92${index}`, 1)
    await openView(page, 'messages')
    await page.getByRole('button', { name: 'More rows' }).click()
    const whole = () =>
      page
        .locator('ui5-table-row')
        .evaluateAll(
          (rows) => rows.filter((row) => row.getBoundingClientRect().bottom <= 900).length,
        )
    await settledOrTimeout(async () => (await whole()) >= 25, '25 rows in the window')
    await page.reload()
    await settledOrTimeout(async () => (await whole()) >= 25, '25 rows in the window')
    await page.getByRole('button', { name: 'More rows' }).click()
  })
})
