import { afterAll, afterEach, beforeAll, expect, it } from '@jest/globals'
import type { Page, Route } from 'playwright-core'
import { en } from '../../app/monitor/src/text/en.ts'
import { openCuttableWay } from '../support/cuttable-way.ts'
import { settledOrTimeout } from '../support/eventually.ts'
import {
  describeInBrowser,
  type MonitorBed,
  openMonitorBed,
  START_MS,
} from '../support/monitor-bed.ts'
import { openView } from '../support/page-steps.ts'

/** Texts that only a successful answer may cause: "nothing here" and "all is well". */
const GOOD_OR_NONE = [
  en.messages.noneYet,
  en.messages.noneFound,
  en.employees.noneYet,
  en.employee.none,
  en.employee.allWell,
  en.parked.none,
  en.handlers.none,
  en.refused.none,
  en.history.none,
  en.overview.nothingParked,
  en.overview.nothingUnusual,
  en.overview.noTypes,
  en.charts.none,
  en.charts.noMarks,
  en.handler.noCauses,
  en.handler.noAttempts,
  en.message.alsoNone,
  en.connect.connected,
]

const VIEWS = [
  ['messages', en.messages.noneYet],
  ['messages?status=FAILED', en.messages.noneFound],
  ['employees', en.employees.noneYet],
  ['parked', en.parked.none],
  ['refused', en.refused.none],
  ['history', en.history.none],
  ['', en.overview.nothingUnusual],
  ['handlers/journal', en.handler.noCauses],
] as const

/** The page then says that the connection is lost, and loads again. */
const LOST_MS = 5_000
/** The page has then connected again. */
const RETRY_MS = 20_000

describeInBrowser('an outage', () => {
  let bed: MonitorBed
  let page: Page
  beforeAll(async () => {
    bed = await openMonitorBed({ journal: { on: '*', run: () => undefined } })
    page = bed.operator.page
    await page.clock.install()
  }, START_MS)
  afterAll(() => bed?.stop())
  afterEach(() => page.unrouteAll({ behavior: 'wait' }))

  /** Answers as a service without its database does, but for the session. */
  const withoutDatabase = (route: Route) =>
    route.fulfill({
      status: 503,
      json: { error: { code: 'database_unavailable', message: 'the database does not answer' } },
    })
  const OPERATIONS = '**/operations/v1/**'
  const outage = en.errors.title.outage

  const saysNothingGood = (where: Page) =>
    settledOrTimeout(async () => {
      const text = (await where.locator('#content').textContent()) ?? ''
      return GOOD_OR_NONE.every((words) => !text.includes(words))
    }, 'a page that says nothing good')

  it.each(VIEWS)('is what /%s says that is opened in it, and nothing else', async (view, none) => {
    await page.route(OPERATIONS, withoutDatabase)
    await openView(page, view)
    await page.getByText(outage).first().waitFor()
    await saysNothingGood(page)
    await page.unroute(OPERATIONS)
    // The page tries again by itself.
    await page.clock.runFor(RETRY_MS)
    await page.getByText(none).first().waitFor()
    // Each part of the page asks by itself.
    await page.getByText(outage).first().waitFor({ state: 'detached' })
  })

  it('is still on the page while the page asks again', async () => {
    await page.route(OPERATIONS, withoutDatabase)
    await openView(page, 'messages')
    await page.getByText(outage).first().waitFor()
    let answer = () => {}
    const held = new Promise<void>((resolve) => {
      answer = resolve
    })
    const LIST = '**/operations/v1/messages?*'
    await page.route(LIST, async (route) => {
      await held
      await route.continue()
    })
    const asked = page.waitForRequest(LIST)
    await page.clock.runFor(LOST_MS)
    await asked
    await page.getByText('Connection lost').waitFor()
    expect(await page.getByText(outage).count()).toBeGreaterThan(0)
    answer()
    await page.getByText(en.messages.noneYet).first().waitFor()
  })

  it('is what open pages say, too, until it is over', async () => {
    const way = await openCuttableWay(bed.instance)
    const { page: first, context } = await bed.monitor.open('/monitor/', { at: way, clock: true })
    const open: [Page, string][] = [[first, en.overview.nothingUnusual]]
    for (const [view, none] of [VIEWS[0], VIEWS[3]]) {
      const tab = await context.newPage()
      await openView(tab, view)
      open.push([tab, none])
    }
    for (const [tab, none] of open) await tab.getByText(none).first().waitFor()
    // The first tab has the stream, and tells the others.
    const ended = first.waitForEvent('requestfailed')
    way.cut()
    await ended
    await first.clock.runFor(LOST_MS)
    for (const [tab] of open) {
      await tab.getByText(en.errors.title.unreachable).first().waitFor()
      await tab.getByText('Connection lost').waitFor()
      await saysNothingGood(tab)
    }
    way.mend()
    await first.clock.runFor(RETRY_MS)
    for (const [tab, none] of open) {
      await tab.getByText(none).first().waitFor()
      await tab.getByText(en.errors.title.unreachable).first().waitFor({ state: 'detached' })
    }
    await context.close()
    await way.close()
  })

  it('removes outdated statements: that all is well, or that there is nothing', async () => {
    const message = await bed.send('40001')
    await bed.settled()
    const [row] = await bed.rows<{ id: string }>('select id from subject')
    const { context } = bed.operator
    const open: [Page, string][] = []
    for (const [view, good] of [
      [`employees/${row?.id}`, en.employee.allWell],
      [`messages/${message}`, en.message.alsoNone],
      ['connect', en.connect.connected],
    ] as const) {
      const tab = await context.newPage()
      await openView(tab, view)
      await tab.getByText(good).first().waitFor()
      open.push([tab, good])
    }
    await context.route(/operations\/v1\/(?!live)/, withoutDatabase)
    await bed.send('40002')
    for (const [tab] of open) {
      await tab.getByText(outage).first().waitFor()
      await tab.getByText(en.errors.stale).first().waitFor()
      await saysNothingGood(tab)
    }
    await context.unrouteAll({ behavior: 'wait' })
    for (const [tab, good] of open) {
      await tab.getByText(good).first().waitFor()
      await tab.close()
    }
  })
})
