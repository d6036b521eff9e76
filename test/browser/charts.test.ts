import { afterAll, beforeAll, expect, it } from '@jest/globals'
import type { Locator, Page } from 'playwright-core'
import { reject } from '../../lib/handler.ts'
import { firstIdAt } from '../../lib/store/queries/id-time.ts'
import { addCounts, INSTALLATION, type StatsCounts } from '../../lib/store/stats/add-counts.ts'
import { countDuration } from '../../lib/store/stats/duration-counts.ts'
import { settledOrTimeout } from '../support/eventually.ts'
import { axeFindings } from '../support/everybody/axe.ts'
import {
  describeInBrowser,
  type MonitorBed,
  openMonitorBed,
  START_MS,
} from '../support/monitor-bed.ts'
import { openView } from '../support/page-steps.ts'

const MINUTE_MS = 60_000
const HOUR_MS = 60 * MINUTE_MS

describeInBrowser('the charts of the monitor', () => {
  let bed: MonitorBed
  let page: Page

  beforeAll(async () => {
    bed = await openMonitorBed({
      journal: { on: '*', run: () => undefined },
      directory: { on: '*', run: () => reject('the directory is down') },
    })
    page = bed.operator.page
    await bed.send('4711')
    await bed.found(1, `select from lane where status = 'parked'`)
    await bed.settled()
    await fillDays(40)
    await deploy(50, '1.0.0')
    await deploy(10, '1.1.0')
    await bed.operate('/handlers/journal/actions/hold')
  }, START_MS)
  afterAll(() => bed?.stop())

  const handlerId = async (name: string) =>
    (await bed.rows<{ id: number }>('select id from handler where name = $1', name))[0]?.id ?? 0

  /** Each hour of so many days, with more of everything at the end. */
  const fillDays = async (days: number) => {
    const journal = await handlerId('journal')
    for (let hour = days * 24; hour >= 1; hour -= hour > 48 ? 6 : 1) {
      const times: number[] = []
      for (let ms = 20; ms < 40 + hour; ms += 1) countDuration(times, ms)
      const counts: Omit<StatsCounts, 'handlerId'> = {
        ...{ attempts: 120 + (hour % 7) * 10, failedAttempts: hour % 5, failed: hour % 3 },
        ...{ completed: 100, waiting: (hour * 7) % 23, oldestSeconds: (hour * 31) % 400 },
        ...{ runTimes: times, doneTimes: times },
      }
      await addCounts(
        bed.db,
        [
          { handlerId: INSTALLATION, ...counts, received: 60 + (hour % 11) * 6 },
          { handlerId: journal, ...counts },
        ],
        new Date(Date.now() - hour * HOUR_MS),
      )
    }
  }
  const deploy = (hoursAgo: number, version: string) => {
    const at = new Date(Date.now() - hoursAgo * HOUR_MS)
    return bed.db.query(
      `insert into instance (id, role, version, handler_ids, started_at, ended_at)
       values ($1, 'all', $2, '{}', $3, $3)`,
      [firstIdAt(at), version, at],
    )
  }
  const reads = (found: Locator, expected: RegExp) =>
    settledOrTimeout(
      async () => expected.test((await found.first().textContent()) ?? ''),
      `${found} to read ${expected}`,
    )
  const trend = (title: string) => page.locator('.trend', { hasText: title })

  it('the overview shows load, delay and failures with the time before, and what was done to the service', async () => {
    await openView(page, '')
    await reads(trend('Messages received'), /[\d.]+ per minute24 hours before: [\d.]+ per minute/)
    await reads(trend('Waiting deliveries'), /at most 2\d24 hours before: at most 2\d/)
    await reads(trend('Oldest waiting delivery'), /at most 6 min/)
    await reads(trend('Deliveries failed'), /\d+24 hours before: \d+/)
    await reads(trend('From receipt to completion'), /half within \d+ ms, 95% within \d+ ms/)
    const marks = page.locator('.trend-marks li')
    await reads(marks.nth(0), /journal held .* – now/)
    await page.locator('.trend-deployment').nth(4).waitFor({ state: 'attached' })
    const rows = page.getByRole('table', { name: 'Numbers over time: Last 24 hours' }).locator('tr')
    expect(await rows.count()).toBeGreaterThan(20)
  })

  it('the range is chosen with the keyboard and stays in the address', async () => {
    await openView(page, '')
    const chosen = (name: string) =>
      settledOrTimeout(
        async () =>
          (await page.locator('ui5-segmented-button-item[selected]').first().textContent()) ===
          name,
        `${name} to be chosen`,
      )
    await chosen('24 h')
    await page.getByRole('option', { name: '24 h' }).focus()
    await page.keyboard.press('ArrowRight')
    await page.keyboard.press('Enter')
    await page.waitForURL(/\/monitor\/?\?range=7d$/)
    await chosen('7 d')
    await reads(trend('Messages received'), /7 days before: [\d.]+ per minute/)
    await page.reload()
    await chosen('7 d')
    await page.getByRole('option', { name: '30 d' }).click()
    await reads(trend('Messages received'), /30 days before: [\d.]+ per minute/)
    await page.getByRole('option', { name: '1 h' }).click()
    await page.waitForURL(/\/monitor\/?\?range=1h$/)
  })

  it('handlers show rate, errors, duration and last attempt; people how they stand', async () => {
    await openView(page, 'handlers?range=7d')
    const row = page.locator('ui5-table-row', { hasText: 'journal' })
    await reads(row, /per minute7 days before: .*\d%7 days before: .*ms7 days before: /)
    await row.locator('.sparkline rect').first().waitFor({ state: 'attached' })
    await openView(page, 'handlers/journal')
    await reads(trend('Attempts that failed'), /\d+% \(\d+ attempts\)24 hours before/)
    await reads(trend('Duration of attempts'), /half within/)

    await openView(page, 'employees')
    const person = page.locator('ui5-table-row')
    await reads(person, /Waits for you.*Has failed.*Hire/)
  })

  it('are accessible on a phone, in the dark, in German', async () => {
    const phone = { width: 390, scheme: 'dark' as const, locale: 'de' }
    const { page: small, context, errors } = await bed.monitor.open('/monitor/', phone)
    for (const address of ['?range=30d', 'handlers?range=7d', 'handlers/journal']) {
      await openView(small, address)
      await small
        .getByText(/davor: /)
        .first()
        .waitFor()
      const found = await axeFindings(small)
      expect([address, found]).toEqual([address, []])
      const wide = await small.evaluate<number>('document.documentElement.scrollWidth')
      expect([address, wide]).toEqual([address, 390])
    }
    expect(errors.filter((error) => !error.includes('401'))).toEqual([])
    await context.close()
  })
})
