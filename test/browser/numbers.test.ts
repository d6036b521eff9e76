import { afterAll, beforeAll, expect, it } from '@jest/globals'
import type { Locator, Page } from 'playwright-core'
import { type HandlerEvent, reject } from '../../lib/handler.ts'
import { digestOfKey } from '../../lib/store/db/keyed-digest.ts'
import { settledOrTimeout } from '../support/eventually.ts'
import {
  describeInBrowser,
  type MonitorBed,
  openMonitorBed,
  START_MS,
} from '../support/monitor-bed.ts'
import { dialogOf, openView } from '../support/page-steps.ts'
import { HIRE } from '../support/soap-message.ts'

const TERMINATION = 'com.successfactors.Employment.AssignmentInformation.Termination'
/** By so much the clock of a browser is off (ms). */
const OFF_MS = 90_000

describeInBrowser('the numbers of the monitor', () => {
  let bed: MonitorBed
  let page: Page

  const journal = { on: '*', run: () => undefined }
  const directory = {
    on: '*',
    run: (event: HandlerEvent) => {
      if (event.key('userId') === '4711') reject('the directory is down')
    },
  }

  beforeAll(async () => {
    bed = await openMonitorBed({ accounts: journal, directory, journal })
    page = bed.operator.page
    for (const user of ['10001', '4711', '4711', '10002']) await bed.send(user)
    await bed.settled()
    await bed.operate('/handlers/journal/actions/hold')
    for (const user of ['10001', '10001', '10003']) await bed.send(user)
    await bed.found(16, `select from delivery where state = 'completed'`)
  }, START_MS)
  afterAll(() => bed?.stop())

  /** Figures are shared for a second, and charts follow. */
  const reads = (text: Locator, expected: string | RegExp) =>
    settledOrTimeout(async () => {
      const found = (await text.first().textContent()) ?? ''
      return typeof expected === 'string' ? found.includes(expected) : expected.test(found)
    }, `${text} to read ${expected}`)
  const texts = (of: Locator) => of.allTextContents()

  const openOverview = async (clockOffMs: number, locale = 'en') => {
    const { page: opened, context } = await bed.monitor.open('/monitor/', { locale })
    await context.addInitScript(`{
      const now = Date.now.bind(Date)
      Date.now = () => now() + ${clockOffMs}
    }`)
    await openView(opened, '')
    return opened
  }

  it('the overview puts the worst first, names units, and shows nothing from the future', async () => {
    const overview = await openOverview(-OFF_MS)
    const sentence = overview.locator('.overview-sentence')
    await reads(
      sentence,
      /^1 person waits for you; 1 handler is held, 1 of 3 handlers is up to date, last event: \d+:\d\d:\d\d\s[AP]M\.$/,
    )
    expect(await texts(overview.locator('.tile-name'))).toEqual([
      'Parked',
      'Waiting',
      'Completed',
      'Received',
    ])
    const tiles = overview.locator('.tile')
    await reads(tiles.nth(0), '1person now1 delivery failed, 1 waits behind')
    await reads(tiles.nth(1), '3deliveries nownone scheduled')
    await reads(tiles.nth(2), /^Completed16deliveries in 24 hours1 delivery failed/)
    await reads(tiles.nth(3), /^Received7messages in 24 hours/)
    const unusual = await texts(overview.locator('.unusual li'))
    expect(unusual[0]).toMatch(/^1 person waits for you\./)
    expect(unusual[1]).toMatch(/^An operator holds journal: 3 deliveries wait\./)
    await reads(overview.locator('.share-bars li'), /7 events$/)
    await reads(overview.locator('.trend'), /^Messages received[\d.]+ per minute/)
    const badge = overview.locator('ui5-side-navigation-item[text=Parked] .badge')
    expect(await badge.getAttribute('title')).toBe('1 person waits for you')
    await overview.context().close()

    const german = await openOverview(OFF_MS, 'de')
    await reads(
      german.locator('.overview-sentence'),
      /^1 Person wartet auf Sie; 1 Handler ist angehalten, 1 von 3 Handlern ist auf dem Stand, letztes Ereignis: \d\d:\d\d:\d\d\.$/,
    )
    await german.context().close()
  })

  it('handlers stand with the worst first, and show what waits for one that is held', async () => {
    await openView(page, 'handlers')
    const rows = page.locator('ui5-table-row')
    await settledOrTimeout(async () => (await rows.count()) === 3, 'three handlers')
    expect(await texts(rows.locator('a'))).toEqual(['directory', 'journal', 'accounts'])
    await reads(rows.nth(0), /1 person1 delivery0 deliveries/)
    await reads(rows.nth(1), /0 people0 deliveries3 deliveries/)

    await openView(page, 'handlers/journal')
    const waiting = page.locator('.field', { hasText: 'Waiting for their turn' })
    await reads(waiting, '3 deliveries')
    // Waiting and completed deliveries are drawn differently.
    await page.locator('.hour-bars .chart-wait').first().waitFor()
    await reads(
      page.locator('.hour-chart .chart-legend'),
      'FailedWaitingCompletedSkipped or cancelled',
    )
    // Of all bars: an hour may have ended between two of the events.
    const bars = await texts(page.locator('.hour-bars title'))
    const sum = (what: string) =>
      bars.reduce((all, bar) => all + Number(new RegExp(`(\\d+) ${what}`).exec(bar)?.[1] ?? 0), 0)
    expect(['failed', 'waiting', 'completed'].map(sum)).toEqual([0, 3, 4])
  })

  it('parked people are people, and what fails or waits for them are deliveries', async () => {
    await openView(page, 'parked')
    await page
      .getByText(
        '1 person waits for you: 1 delivery failed (dead letter), 1 waits behind. Other people are not affected.',
      )
      .waitFor()
    await reads(page.locator('.parked-stats'), 'Waiting for you1 person')
    await reads(page.locator('.parked-stats'), '1 delivery')
    const [row] = await bed.rows<{ id: string }>(
      `select id from subject where key_digest = '${digestOfKey(bed.db, '4711')}'`,
    )
    await openView(page, `employees/${row?.id}`)
    await page
      .getByText('1 handler stopped for this person: a failed event waits for you.')
      .waitFor()
    const [waits] = await bed.rows<{ id: string }>(
      `select id from subject where key_digest = '${digestOfKey(bed.db, '10001')}'`,
    )
    await openView(page, `employees/${waits?.id}`)
    // Both wait, and nothing is well yet.
    await page
      .locator('ui5-message-strip[design=Information]')
      .getByText('2 deliveries wait.')
      .waitFor()
  })

  it('a backfill counts messages and deliveries apart, and names what it made', async () => {
    await bed.sendAs(TERMINATION, '10001')
    const second = await bed.startInstance({
      handlers: {
        accounts: journal,
        directory,
        journal,
        added: { on: HIRE, run: () => undefined },
      },
    })
    await openView(page, 'handlers/added')
    await page.getByRole('button', { name: 'Backfill' }).click()
    const dialog = dialogOf(page)
    await dialog.getByRole('checkbox', { name: /Hire: 7 events$/ }).waitFor()
    await dialog.getByRole('textbox', { name: 'Reason' }).fill('it is new')
    await dialog.getByRole('button', { name: 'Backfill (7 events)' }).click()
    await dialog.getByText('7 deliveries made from 7 messages: 7 completed').waitFor()
    await dialog.getByText('1 message contains no further event that the handler takes').waitFor()
    await second.stop()

    await openView(page, 'history')
    const row = page.locator('ui5-table-row', { hasText: 'Backfill' })
    await reads(
      row,
      /7 deliveries made from 7 messages: 7 completed.*1 message contains no further event/,
    )
    expect(await row.textContent()).not.toContain('state had changed')
    await row.getByRole('button', { name: 'Show affected deliveries' }).click()
    const items = page.locator('.history-items li')
    await settledOrTimeout(async () => (await items.count()) === 7, 'seven deliveries')
    expect(await page.getByText('No deliveries are stored').count()).toBe(0)
  })
})
