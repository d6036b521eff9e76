import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from '@jest/globals'
import type { BrowserContext, Page } from 'playwright-core'
import { openCuttableWay } from '../support/cuttable-way.ts'
import { settledOrTimeout } from '../support/eventually.ts'
import {
  describeInBrowser,
  type MonitorBed,
  openMonitorBed,
  START_MS,
} from '../support/monitor-bed.ts'
import { watchStreams } from '../support/open-streams.ts'
import { openView } from '../support/page-steps.ts'

/** More than a browser has connections to one host over HTTP/1.1. */
const MANY = 7
/** A page that has no stream for so long says so. */
const LOST_MS = 5_000
/** The service shares an answer for a shorter time. */
const SHARED_MS = 1_200
/** Another tab then takes over; after more time without a stream it would do so again. */
const SILENT_MS = 16_000

describeInBrowser('tabs of one browser', () => {
  let bed: MonitorBed
  let context: BrowserContext
  let first: Page
  let streams: ReturnType<typeof watchStreams>
  beforeAll(async () => {
    bed = await openMonitorBed({ journal: { on: '*', run: () => undefined } })
    await bed.send('30001')
    context = bed.operator.context
    await bed.operator.page.close()
    streams = watchStreams(context)
  }, START_MS)
  afterAll(() => bed?.stop())
  beforeEach(async () => {
    first = await openTab()
    await isLive(first)
  })
  afterEach(async () => {
    for (const page of context.pages()) await page.close()
    await streamsAre(0)
  })

  const shows = (page: Page, user: string) =>
    page.getByText(user, { exact: true }).first().waitFor()
  const isLive = (page: Page) => page.getByText('Live', { exact: true }).waitFor()
  const openTab = async (prepare = async (_page: Page) => {}) => {
    const page = await context.newPage()
    await prepare(page)
    await openView(page, 'messages')
    return page
  }
  const streamsAre = (count: number) =>
    settledOrTimeout(() => streams.size === count, `${count} open streams`)
  /** As when its tab is left or chosen: here all tabs count as visible. */
  const setVisibility = (page: Page, state: 'visible' | 'hidden') =>
    page.evaluate(`
      Object.defineProperty(document, 'visibilityState', { value: '${state}', configurable: true })
      document.dispatchEvent(new Event('visibilitychange'))
    `)

  it('share one stream, however many they are', async () => {
    const pages = [first]
    while (pages.length < MANY) pages.push(await openTab())
    for (const page of pages) {
      await shows(page, '30001')
      await isLive(page)
    }
    expect(streams.size).toBe(1)
    await bed.send('30002')
    for (const page of pages) await shows(page, '30002')
  })

  it('load again at most every 700 ms, however often the stream tells a change', async () => {
    const page = await openTab((tab) => tab.clock.install())
    await isLive(page)
    await page.evaluate(`
      window.loads = []
      const send = window.fetch
      window.fetch = (address, options) => {
        if (address.includes('/messages?')) window.loads.push(performance.now())
        return send(address, options)
      }
    `)
    // As the tab with the stream tells the others.
    await first.evaluate(`window.channel = new BroadcastChannel('monitor-live')`)
    for (let told = 0; told < 60; told += 1) {
      await first.evaluate('channel.postMessage({ open: true, change: null, changed: true })')
      await page.clock.runFor(50)
    }
    const loads = await page.evaluate<readonly number[]>('window.loads')
    const pauses = loads.slice(1).map((at, load) => at - (loads[load] ?? 0))
    expect(pauses.length).toBeGreaterThan(1)
    expect(Math.min(...pauses)).toBeGreaterThan(600)
  })

  it('load again a second after a change: the first answer may be shared, and older', async () => {
    const page = await openTab((tab) => tab.clock.install())
    const LIST = '**/operations/v1/messages?*'
    // A page that holds the lock tells the news, so that nothing else makes the tab load.
    const teller = await context.newPage()
    await teller.goto(`${bed.instance.url.replace('127.0.0.1', 'localhost')}/health/live`)
    await teller.evaluate(`new Promise((resolve) => {
      const hold = () => {
        resolve()
        return new Promise(() => undefined)
      }
      navigator.locks.request('monitor-live', { steal: true }, hold)
      window.tell = (changed) =>
        new BroadcastChannel('monitor-live').postMessage({ open: true, change: null, changed })
      setInterval(() => tell(false), 1_000)
    })`)
    await first.close()
    const answered = page.waitForResponse(LIST)
    await teller.evaluate('tell(true)')
    const old = await (await answered).body()
    await bed.send('30008')
    const again = page.waitForResponse(LIST)
    await page.route(LIST, (route) => route.fulfill({ body: old }), { times: 1 })
    await teller.evaluate('tell(true)')
    await again
    await page.clock.runFor(SHARED_MS)
    await shows(page, '30008')
  })

  it('get changes from another one when the one with the stream is closed', async () => {
    const others = [await openTab(), await openTab()]
    for (const page of others) await isLive(page)
    expect(streams.size).toBe(1)
    await first.close()
    await streamsAre(1)
    await bed.send('30003')
    for (const page of others) {
      await shows(page, '30003')
      await isLive(page)
    }
  })

  it('that are hidden hold no stream, and catch up when they are looked at', async () => {
    const other = await openTab()
    await isLive(other)
    await setVisibility(first, 'hidden')
    await streamsAre(1)
    await bed.send('30004')
    await shows(other, '30004')
    await setVisibility(other, 'hidden')
    await streamsAre(0)
    await bed.send('30005')
    await setVisibility(first, 'visible')
    await shows(first, '30005')
    await isLive(first)
    await streamsAre(1)
  })

  it('that are left hold no stream in the back/forward cache, and go on when they come back', async () => {
    await first.evaluate(`
      window.addEventListener('pageshow', ({ persisted }) => {
        document.documentElement.dataset.cameBack = persisted ? 'from the cache' : 'anew'
      })
    `)
    await first.goto(`${bed.instance.url}/health/live`)
    await streamsAre(0)
    await bed.send('30006')
    // No page is loaded, and so nothing tells that it was.
    await first.goBack({ waitUntil: 'commit' })
    await first.locator('html[data-came-back="from the cache"]').waitFor({ state: 'attached' })
    await shows(first, '30006')
    await isLive(first)
    await streamsAre(1)
  })

  it('take over from one that is silent', async () => {
    const silent = await context.newPage()
    await silent.goto(`${bed.instance.url.replace('127.0.0.1', 'localhost')}/health/live`)
    await silent.evaluate(`new Promise((resolve) => {
      const hold = () => {
        resolve()
        return new Promise(() => undefined)
      }
      navigator.locks.request('monitor-live', { steal: true }, hold).catch(() => undefined)
    })`)
    await first.close()
    const page = await openTab((tab) => tab.clock.install())
    await page.getByText('Connecting…').waitFor()
    await page.clock.fastForward(SILENT_MS)
    await isLive(page)
    await bed.send('30007')
    await shows(page, '30007')
  })

  it('say that they are live only while changes reach them', async () => {
    const way = await openCuttableWay(bed.instance)
    const far = await bed.monitor.open('/monitor/messages', { at: way, clock: true })
    await isLive(far.page)
    const ended = far.page.waitForEvent('requestfailed')
    way.cut()
    await ended
    await far.page.clock.runFor(LOST_MS)
    await far.page.getByText('Connection lost').waitFor()
    await far.page.getByRole('button', { name: /Pause live updates/ }).click()
    const refused = far.page.waitForEvent('requestfailed')
    await far.page.getByRole('button', { name: /Resume live updates/ }).click()
    await refused
    await far.page.clock.runFor(LOST_MS)
    await far.page.getByText('Connection lost').waitFor()
    expect(await far.page.getByText('Live', { exact: true }).count()).toBe(0)
    await far.context.close()
    await way.close()
  })

  it('notice that the stream has become silent', async () => {
    const page = await openTab(async (tab) => {
      await tab.clock.install()
      await tab.route('**/operations/v1/live', () => undefined)
    })
    await first.close()
    await page.clock.runFor(60_000)
    await page.getByText('Connection lost').waitFor()
  })

  it('say when a request gets no answer, and ask again by themselves', async () => {
    const page = await openTab(async (tab) => {
      await tab.clock.install()
      await tab.route('**/operations/v1/messages?*', () => undefined)
    })
    await page.clock.runFor(31_000)
    await page.getByText('No answer came within').waitFor()
    await page.getByText('Connection lost').waitFor()
    expect(await page.getByText('Live', { exact: true }).count()).toBe(0)
    await page.unroute('**/operations/v1/messages?*')
    // It may have been asked again meanwhile, in vain.
    await page.clock.runFor(31_000)
    await shows(page, '30001')
    await isLive(page)
  })
})
