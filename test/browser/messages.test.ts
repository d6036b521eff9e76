import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, expect, it } from '@jest/globals'
import type { Page } from 'playwright-core'
import { reject } from '../../lib/handler.ts'
import { settledOrTimeout } from '../support/eventually.ts'
import {
  describeInBrowser,
  type MonitorBed,
  openMonitorBed,
  START_MS,
} from '../support/monitor-bed.ts'
import { choose, openView } from '../support/page-steps.ts'
import { sendEvents } from '../support/send-events.ts'
import { HIRE } from '../support/soap-message.ts'
import { storeMessage } from '../support/stored-messages.ts'

const OTHER = 'test.Other'
const EVENT_ID = randomUUID()
const DAY_MS = 24 * 3_600_000
/** As a date field of the page holds it; the browser has the zone of this process. */
const daysAgo = (days: number) => {
  const time = new Date(Date.now() - days * DAY_MS)
  const local = new Date(time.getTime() - time.getTimezoneOffset() * 60_000)
  return local.toISOString().slice(0, 16)
}

/** A zone in which it is noon: today does not end while a test runs. */
function zoneOfNoon(): string {
  const ahead = 12 - new Date().getUTCHours()
  // In these names a minus is ahead of UTC.
  return `Etc/GMT${ahead > 0 ? '-' : '+'}${Math.abs(ahead)}`
}

describeInBrowser('the list of messages', () => {
  let bed: MonitorBed
  let page: Page
  /** names of messages by their ids */
  const names = new Map<string, string>()

  beforeAll(async () => {
    bed = await openMonitorBed({
      journal: { on: '*', run: () => undefined },
      directory: { on: OTHER, run: () => reject('no such department') },
    })
    page = bed.operator.page
    const token = await bed.token()
    names.set(await bed.send({ userId: '90001', eventId: EVENT_ID }), 'first')
    names.set(await bed.sendAs(OTHER, '90002'), 'failed')
    names.set(await sendEvents(bed.instance, token, ['90003'], HIRE, 'HARBOUR'), 'elsewhere')
    await bed.settled()
    names.set(await storeMessage(bed.db, '90004', 3), 'old')
    await openView(page, 'messages')
  }, START_MS)
  afterAll(() => bed?.stop())
  beforeEach(async () => {
    await page.getByRole('treeitem', { name: /^Messages/ }).click()
    await lists('elsewhere', 'failed', 'first', 'old')
  })

  /** The messages of the list by their names, the newest first. */
  const listed = async () => {
    const links = page.locator('ui5-table-row a[href*="/monitor/messages/"]')
    const addresses = await links.evaluateAll((all) => all.map((link) => link.getAttribute('href')))
    return addresses.map((address) => names.get(address?.split('/').at(-1) ?? ''))
  }
  const lists = async (...wanted: string[]) => {
    await settledOrTimeout(
      async () => (await listed()).join() === wanted.join(),
      `the list to be ${wanted.join(', ') || 'empty'}`,
    )
  }
  /** Opens the address as somebody does who got it in a ticket. */
  const pasteAddress = async () => {
    const address = page.url()
    await page.goto('about:blank')
    await page.goto(address)
  }
  const idOf = async (name: string, column: string) => {
    const [id] = [...names].find(([, known]) => known === name) ?? []
    const [row] = await bed.rows<{ id: string }>(
      `select ${column} as id from message where id = $1`,
      id,
    )
    return row?.id ?? ''
  }
  const openAllFilters = async () => {
    const more = page.getByRole('button', { name: 'More filters' })
    if (await more.isVisible()) await more.click()
  }
  const fill = async (field: string, text: string) => {
    await openAllFilters()
    const input = page.getByRole('textbox', { name: field, exact: true })
    await input.fill(text)
    await input.press('Enter')
  }
  const row = (user: string) => page.getByRole('row').filter({ hasText: user })

  it.each<[string, string, string[], () => Promise<void>]>([
    ['status', 'status', ['failed'], () => choose(page, 'Status', 'Failed')],
    ['event type', 'type', ['failed'], () => choose(page, 'Event type', 'Other')],
    ['handler', 'handler', ['failed'], () => choose(page, 'Handler', 'directory')],
    [
      'period',
      'period',
      ['elsewhere', 'failed', 'first'],
      () => choose(page, 'Received', 'Last hour'),
    ],
  ])(
    'is narrowed by %s; the address pasted elsewhere gives the same',
    async (_what, field, wanted, narrow) => {
      await narrow()
      await lists(...wanted)
      expect([...new URL(page.url()).searchParams.keys()]).toEqual([field])
      await pasteAddress()
      await lists(...wanted)
      await page.getByRole('button', { name: 'Clear filter' }).first().click()
      await lists('elsewhere', 'failed', 'first', 'old')
      expect(new URL(page.url()).search).toBe('')
    },
  )

  it.each<[string, string[], () => Promise<void>]>([
    ['client', [], () => fill('Client id of the caller', 'nobody')],
    ['event id', ['first'], () => fill('Event id', EVENT_ID)],
    [
      'external event id',
      ['first'],
      async () => fill('External event id', await idOf('first', 'external_event_id')),
    ],
    [
      'correlation id',
      ['failed'],
      async () => fill('Correlation id', await idOf('failed', 'correlation_id')),
    ],
  ])('is narrowed by %s, which is in no address', async (_what, wanted, narrow) => {
    await narrow()
    await lists(...wanted)
    expect(new URL(page.url()).search).toBe('')
    await page.reload()
    await lists(...wanted)
  })

  it('is narrowed by a company, and by the time between two dates', async () => {
    await openView(page, 'messages?company=HARBOUR')
    await lists('elsewhere')
    await openView(page, 'messages')
    await choose(page, 'Received', 'Between…')
    await page.getByLabel('From', { exact: true }).fill(daysAgo(4))
    await page.getByLabel('Until', { exact: true }).fill(daysAgo(2))
    await lists('old')
    await pasteAddress()
    await lists('old')
  })

  it('shows what a filter finds, also where the pointer is over the list', async () => {
    await openAllFilters()
    await row('90002').hover()
    await fill('Event id', EVENT_ID)
    await lists('first')
  })

  it('says what to do where nothing matches', async () => {
    await openView(page, 'messages?status=RETRY&handler=journal')
    await page.getByText('No message matches').waitFor()
    await page.getByText('Choose a longer period').waitFor()
    await page.getByRole('button', { name: 'Clear filter' }).last().click()
    await lists('elsewhere', 'failed', 'first', 'old')
  })

  it('has the columns that were chosen, also the next time', async () => {
    const headers = () => page.getByRole('columnheader').allTextContents()
    expect(await headers()).toEqual(expect.arrayContaining(['Caller', 'Employees']))
    await page.getByRole('button', { name: 'Columns' }).click()
    await page.getByRole('checkbox', { name: 'Caller' }).click()
    await page.getByRole('checkbox', { name: 'External event id' }).click()
    await page.keyboard.press('Escape')
    await page.reload()
    await lists('elsewhere', 'failed', 'first', 'old')
    expect(await headers()).toContain('External event id')
    expect(await headers()).not.toContain('Caller')
    await page.getByText(await idOf('first', 'external_event_id')).waitFor()
  })

  it('tells times by the clock of the service, in the zone of the reader', async () => {
    const [first, old] = ['first', 'old'].map(
      (name) => [...names].find(([, known]) => known === name)?.[0] ?? '',
    )
    await bed.db.query(`update message set received_at = now() - interval '2 days' where id = $1`, [
      old,
    ])
    const timeZone = zoneOfNoon()
    // By this clock the messages come in ten minutes.
    const options = { timezone: timeZone, aheadMs: -10 * 60_000 }
    const { page: reader, context } = await bed.monitor.open('/monitor/messages', options)
    const received = async (id: string | undefined) => {
      const [row] = await bed.rows<{ at: Date }>(
        'select received_at as at from message where id = $1',
        id,
      )
      return row?.at ?? new Date(Number.NaN)
    }
    const written = (at: Date, style: Intl.DateTimeFormatOptions) =>
      new Intl.DateTimeFormat('en', { ...style, timeZone }).format(at)
    const time = (id: string | undefined) => reader.locator(`ui5-table-row a[href$="${id}"] time`)
    const today = await received(first)
    await time(first).waitFor()
    await settledOrTimeout(
      async () => (await time(first).textContent()) === written(today, { timeStyle: 'medium' }),
      'the clock time of a message',
    )
    expect(await time(first).getAttribute('title')).toBe(
      written(today, { dateStyle: 'medium', timeStyle: 'long' }),
    )
    const before = await received(old)
    expect(await time(old).textContent()).toBe(written(before, { dateStyle: 'medium' }))
    await openView(reader, '')
    await reader.getByText(/last event: \d+:\d\d:\d\d/).waitFor()
    await context.close()
  })

  it('opens a message by its row, and comes back to the list as it was', async () => {
    await choose(page, 'Status', 'Failed')
    await lists('failed')
    await row('90002').getByText('Other').click()
    await page.waitForURL(/\/monitor\/messages\/[\da-f-]{36}$/)
    await page.goBack()
    await lists('failed')
  })
})
