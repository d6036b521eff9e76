import { afterAll, beforeAll, expect, it } from '@jest/globals'
import type { Page } from 'playwright-core'
import { reject } from '../../lib/handler.ts'
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

const PLANNED = 'test.Planned'
const COPIED = 'test.Copied'
/** As many as the page shows at first. */
const EVENTS = 50

describeInBrowser('the page of an employee', () => {
  let bed: MonitorBed
  let page: Page
  let isDown = true
  beforeAll(async () => {
    bed = await openMonitorBed({
      journal: { on: '*', run: () => undefined },
      ...Object.fromEntries(
        [1, 2, 3, 4].map((copy) => [`copy-${copy}`, { on: COPIED, run: () => undefined }]),
      ),
      directory: {
        on: HIRE,
        run: () => {
          if (isDown) reject('the directory is down')
        },
      },
      badge: {
        on: PLANNED,
        startAt: (event) => new Date(event.key('startDate') ?? ''),
        meanwhile: 'overtake',
        run: () => undefined,
      },
    })
    page = bed.operator.page
  }, START_MS)
  afterAll(() => bed?.stop())

  const states = async (handler: string) => {
    const row = page
      .getByRole('row')
      .filter({ has: page.getByRole('rowheader', { name: handler, exact: true }) })
    await row.waitFor()
    return (await row.getByRole('cell').allTextContents()).map((text) => text.trim())
  }

  it('shows a row a handler: what is done, what failed, what waits behind it, what is planned', async () => {
    for (let sent = 0; sent < 3; sent += 1) await bed.send('95001')
    await bed.sendAs(PLANNED, { userId: '95001', startDate: '2027-03-01T08:00:00Z' })
    await bed.send('95002')
    await bed.found(2, `select from lane where status = 'parked'`)
    await bed.settled()
    await openView(page, 'employees')
    await page.getByText('95001').first().click()
    await page.getByText(/1 handler stopped.*2 deliveries wait.*1 delivery scheduled/).waitFor()
    expect(await states('directory')).toEqual([
      'Failed',
      'Waiting',
      'Waiting',
      'not taken by this handler',
    ])
    expect(await states('journal')).toEqual(Array(4).fill('Completed'))
    expect((await states('badge')).at(-1)).toBe('Scheduled')
    await page.getByText('the directory is down').waitFor()
    await page.getByText('2 deliveries wait behind it.').waitFor()
    const planned = page.getByRole('listitem').filter({ hasText: 'badge' })
    await planned.getByText(/2027/).waitFor()
    await planned.getByRole('button', { name: 'Start now: badge, 95001' }).waitFor()
    expect(await page.getByText('95002').count()).toBe(0)
  })

  it('lets the head go on, and all that waits follows in order', async () => {
    isDown = false
    await page.getByRole('button', { name: 'Replay: directory, 95001', exact: true }).click()
    await dialogOf(page).getByRole('button', { name: 'Replay' }).click()
    await page.getByText('Nothing is parked, and nothing waits for this person.').waitFor()
    await settledOrTimeout(
      async () => (await states('directory')).slice(0, 3).every((state) => state === 'Completed'),
      'all three to be done',
    )
    const order = await bed.rows<{ position: string }>(
      `select d.position from delivery d join handler h on h.id = d.handler_id
       join subject s on s.id = d.subject_id
       where h.name = 'directory' and s.key_digest = '${digestOfKey(bed.db, '95001')}' order by d.settled_at`,
    )
    const positions = order.map(({ position }) => Number(position))
    expect(positions).toEqual(positions.toSorted((a, b) => a - b))
  })

  it('shows what every handler made of each event, and what is planned since long ago', async () => {
    await bed.sendAs(PLANNED, { userId: '95003', startDate: '2027-04-01T08:00:00Z' })
    await bed.sendAs(COPIED, ...Array.from({ length: EVENTS }, () => ({ userId: '95003' })))
    await bed.settled()
    const [subject] = await bed.rows<{ id: string }>(
      `select id from subject where key_digest = '${digestOfKey(bed.db, '95003')}'`,
    )
    await openView(page, `employees/${subject?.id}`)
    await page.getByText(/1 delivery scheduled/).waitFor()
    const planned = page.getByRole('listitem').filter({ hasText: 'badge' })
    await planned.getByText(/2027/).waitFor()
    expect(await states('copy-1')).toEqual(Array(EVENTS).fill('Completed'))
    expect(await states('copy-4')).toEqual(Array(EVENTS).fill('Completed'))
  })
})
