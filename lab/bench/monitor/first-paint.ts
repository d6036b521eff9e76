import type { Browser, BrowserContext, Page } from 'playwright-core'
import { median } from '../load/percentile.ts'
import type { View } from './views.ts'

/** From the start of the navigation until the browser has painted the first data of a view (ms). */
export interface PaintTimes {
  readonly view: string
  /** without a file of the page in the browser's cache */
  readonly cold: Spread
  readonly warm: Spread
}

export interface Spread {
  readonly shortestMs: number
  readonly p50Ms: number
  readonly longestMs: number
  /** CPU of the page's main thread until then, median (ms): it does not grow on a busy machine */
  readonly cpuMs: number
}

interface Paint {
  readonly ms: number
  readonly cpuMs: number
}

const COLD_TIMES = 3
const WARM_TIMES = 5
const PATIENCE_MS = 30_000

/**
 * Opens each view in a new tab, as from a link: document, scripts, session, calls, and the first data.
 * The navigation, the title and a skeleton are no data.
 * @param page of a user who has logged in; it is left
 */
export async function measureFirstPaint(
  browser: Browser,
  page: Page,
  origin: string,
  views: readonly View[],
): Promise<PaintTimes[]> {
  // Another visible tab would share the machine.
  await page.goto('about:blank')
  // The cookies alone: the context of the login has no cache that can be emptied.
  const context = await browser.newContext({
    viewport: { width: 1440, height: 900 },
    storageState: await page.context().storageState(),
  })
  try {
    const times: PaintTimes[] = []
    for (const view of views) {
      const cold: Paint[] = []
      const warm: Paint[] = []
      while (cold.length < COLD_TIMES) cold.push(await paintOf(context, origin, view, true))
      while (warm.length < WARM_TIMES) warm.push(await paintOf(context, origin, view, false))
      times.push({ view: view.name, cold: spreadOf(cold), warm: spreadOf(warm) })
    }
    return times
  } finally {
    await context.close()
  }
}

async function paintOf(
  context: BrowserContext,
  origin: string,
  { name, path, content }: View,
  cold: boolean,
): Promise<Paint> {
  const page = await context.newPage()
  try {
    const devtools = await context.newCDPSession(page)
    if (cold) await devtools.send('Network.clearBrowserCache')
    await devtools.send('Performance.enable', { timeDomain: 'threadTicks' })
    await page.addInitScript(noteFirstPaint(content))
    await page.goto(`${origin}/monitor/${path}`, { waitUntil: 'commit' })
    const ms = await page.evaluate<number | null>('firstDataPainted')
    const { metrics } = await devtools.send('Performance.getMetrics')
    const cpu = metrics.find((metric) => metric.name === 'TaskDuration')
    if (ms !== null && cpu !== undefined) return { ms, cpuMs: cpu.value * 1_000 }
    throw new Error(`${name}: expected ${content} within ${PATIENCE_MS} ms`)
  } finally {
    await page.close()
  }
}

/**
 * Runs in the page before its own scripts. A frame that has the content is painted after its callbacks,
 * and a message comes after that. Times of the page start with the navigation.
 */
const noteFirstPaint = (content: string) => `
  globalThis.firstDataPainted = new Promise((resolve) => {
    const isShown = (element) =>
      element.textContent.trim() !== '' && element.getBoundingClientRect().height > 0
    const look = () => {
      if (performance.now() > ${PATIENCE_MS}) resolve(null)
      else if (![...document.querySelectorAll(${JSON.stringify(content)})].some(isShown)) {
        requestAnimationFrame(look)
      } else {
        const channel = new MessageChannel()
        channel.port1.onmessage = () => resolve(performance.now())
        channel.port2.postMessage(null)
      }
    }
    requestAnimationFrame(look)
  })`

function spreadOf(paints: readonly Paint[]): Spread {
  const times = paints.map(({ ms }) => ms)
  return {
    shortestMs: Math.min(...times),
    p50Ms: median(times),
    longestMs: Math.max(...times),
    cpuMs: median(paints.map(({ cpuMs }) => cpuMs)),
  }
}
