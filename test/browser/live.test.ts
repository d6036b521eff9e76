import { afterAll, beforeAll, beforeEach, expect, it } from '@jest/globals'
import type { Page } from 'playwright-core'
import { openCuttableWay } from '../support/cuttable-way.ts'
import { settledOrTimeout } from '../support/eventually.ts'
import {
  describeInBrowser,
  type MonitorBed,
  openMonitorBed,
  START_MS,
} from '../support/monitor-bed.ts'
import { openView } from '../support/page-steps.ts'
import { sendEvents } from '../support/send-events.ts'

const handlers = { journal: { on: '*', run: () => undefined } }
/** A page that has no stream for so long says so. */
const LOST_MS = 5_000

describeInBrowser('the live page', () => {
  let bed: MonitorBed
  let page: Page
  beforeAll(async () => {
    bed = await openMonitorBed(handlers)
    page = bed.operator.page
    await bed.send('10001')
  }, START_MS)
  afterAll(() => bed?.stop())
  beforeEach(async () => {
    await openView(page, 'messages')
  })

  const textOf = (where: Page, user: string) => where.getByText(user, { exact: true })
  const shows = (where: Page, user: string) => textOf(where, user).first().waitFor()

  it('shows a new message without being asked', async () => {
    await bed.send('20001')
    await shows(page, '20001')
  })

  it('shows what came while the list was under way', async () => {
    const other = await bed.operator.context.newPage()
    await openView(other, 'messages')
    await shows(other, '10001')
    await page.bringToFront()
    let answer = () => {}
    const held = new Promise<void>((resolve) => {
      answer = resolve
    })
    await page.route(
      '**/operations/v1/messages?*',
      async (route) => {
        const response = await route.fetch()
        await held
        await route.fulfill({ response })
      },
      { times: 1 },
    )
    await openView(page, 'messages')
    await page.getByText('Live', { exact: true }).waitFor()
    await bed.send('20002')
    await shows(other, '20002')
    answer()
    await shows(page, '20002')
    await other.close()
  })

  it('shows what another instance has recorded', async () => {
    const second = await bed.startInstance({ handlers })
    await sendEvents(second, await bed.token(), ['20003'])
    await shows(page, '20003')
    await second.stop()
  })

  it('says that the connection is lost, and catches up when it is back', async () => {
    const way = await openCuttableWay(bed.instance)
    const { page: far, context } = await bed.monitor.open('/monitor/messages', {
      at: way,
      clock: true,
    })
    await shows(far, '10001')
    await far.getByText('Live', { exact: true }).waitFor()
    const failed = far.waitForEvent('requestfailed')
    way.cut()
    await failed
    await far.clock.runFor(LOST_MS)
    await far.getByText('Connection lost').waitFor()
    await bed.send('20004')
    expect(await textOf(far, '20004').count()).toBe(0)
    way.mend()
    await shows(far, '20004')
    await far.getByText('Live', { exact: true }).waitFor()
    await context.close()
    await way.close()
  })

  it('does not change while it is paused, and shows the rest when it goes on', async () => {
    const other = await bed.operator.context.newPage()
    await openView(other, 'messages')
    await page.bringToFront()
    await page.getByRole('button', { name: /Pause live updates/ }).click()
    await bed.send('20005')
    await shows(other, '20005')
    expect(await textOf(page, '20005').count()).toBe(0)
    await page.getByRole('button', { name: /Resume live updates/ }).click()
    await shows(page, '20005')
    await other.close()
  })

  it('moves nothing under the pointer: what is new waits until it is asked for', async () => {
    await textOf(page, '10001').first().hover()
    await bed.send('20006')
    await page.getByRole('button', { name: '1 new' }).hover()
    await bed.send('20007')
    // The way to the button is no reason to let go, else it is gone when the pointer arrives.
    const waiting = page.getByRole('button', { name: '2 new' })
    await waiting.waitFor()
    expect(await textOf(page, '20006').count()).toBe(0)
    await waiting.click()
    await shows(page, '20006')
    await shows(page, '20007')
  })

  it('goes on by itself when the pointer has left the list, also by the button', async () => {
    await textOf(page, '10001').first().hover()
    await bed.send('20008')
    await page.getByRole('button', { name: '1 new' }).click()
    await shows(page, '20008')
    await page.locator('h1').first().hover()
    await bed.send('20009')
    await shows(page, '20009')
  })

  /** The last one: it pushes all earlier messages out of the list. */
  it('shows a whole list of new messages when the browser draws a frame every 5 s', async () => {
    await shows(page, '10001')
    await page.evaluate('window.requestAnimationFrame = (draw) => setTimeout(draw, 5_000)')
    const users = Array.from({ length: 50 }, (_, at) => `${21_000 + at}`)
    const ids = await Promise.all(users.map((user) => bed.send(user)))
    await settledOrTimeout(async () => {
      const rows = await page
        .locator('ui5-table-row')
        .evaluateAll((all) => all.map((row) => row.getAttribute('row-key')))
      return rows.length === ids.length && ids.every((id) => rows.includes(id))
    }, 'all new messages in the list')
  })
})
