import { loadavg } from 'node:os'
import type { Browser } from 'playwright-core'
import { setHandlers } from '../arms/kept-messages.ts'
import { createFilledDatabase, MILLION, PLAIN_HANDLERS } from '../filled/filled-database.ts'
import { sendPaced } from '../load/run-load.ts'
import { circumstances } from '../report/circumstances.ts'
import { table } from '../report/markdown-table.ts'
import { fetchToken } from '../stage/fetch-token.ts'
import { openStage, type Stage } from '../stage/open-stage.ts'
import { startService } from '../stage/start-service.ts'
import { type BrowserFirst, letBrowserGoFirst } from './browser-first.ts'
import { measureViews, type ViewTimes } from './measure-views.ts'
import { openBrowser, openMonitor } from './open-browser.ts'
import { traceUpdates, type Updates } from './trace-updates.ts'
import { viewsOf } from './views.ts'

const TRACE_SECONDS = 60
const PER_SECOND = 200
const TRACED = ['overview', 'messages', 'handler'] as const
/** The sender starts before a trace and ends after it (s). */
const MARGIN_SECONDS = 15

const ms = (value: number) => value.toFixed(1)

/** The monitor on a million messages: what its views ask for, and whether it stutters while events arrive. */
async function runMonitor(browser: Browser, first: BrowserFirst, stage: Stage): Promise<void> {
  const [load = 0] = loadavg()
  const facts = await circumstances(stage.settings, load)
  const database = await createFilledDatabase(stage, 'monitor', MILLION)
  try {
    await setHandlers(database, 'held')
    const server = await startService(stage, database, {
      handlersDir: 'lab/bench/handlers/plain',
      profileFolder: null,
    })
    // Cookies that need https are taken from localhost.
    const origin = server.origin.replace('127.0.0.1', 'localhost')
    try {
      const page = await openMonitor(browser, stage, origin)
      const views = await viewsOf(database, PLAIN_HANDLERS[0])
      const token = await fetchToken(stage.issuer, 'operator')
      const times = await measureViews(page, origin, token, views)
      console.log(`\n${facts.join('\n')}\n\n${viewTable(times)}\n`)
      await setHandlers(database, 'running')
      const updates: (Updates & { view: string })[] = []
      let firstSequence = 100_000_000
      for (const view of TRACED) {
        const path = views.find(({ name }) => name === view)?.path ?? ''
        await page.goto(`${origin}/monitor/${path}`)
        await page.locator('h1').first().waitFor()
        const seconds = TRACE_SECONDS + 2 * MARGIN_SECONDS
        const url = `${server.origin}/http/successfactors/events`
        const order = { url, token: stage.token, perSecond: PER_SECOND, seconds, firstSequence }
        const sent = sendPaced(order)
        firstSequence += PER_SECOND * seconds
        await page.waitForTimeout(MARGIN_SECONDS * 1_000)
        await first.apply()
        updates.push({ view, ...(await traceUpdates(browser, page, TRACE_SECONDS)) })
        await sent
      }
      console.log(`${updateTable(updates)}\n`)
    } finally {
      await server.stop()
    }
  } finally {
    await database.drop()
  }
}

function viewTable(times: readonly ViewTimes[]): string {
  return table(
    ['view', 'call', 'p50 ms', 'p95 ms'],
    times.flatMap(({ view, calls }) =>
      calls.map(({ call, p50Ms, p95Ms }) => [view, `\`${call}\``, ms(p50Ms), ms(p95Ms)]),
    ),
  )
}

function updateTable(updates: readonly (Updates & { view: string })[]): string {
  return table(
    ['view', 's', 'tasks', 'longest ms', 'of it CPU', 'over 50 ms', 'over 50 ms of CPU'],
    updates.map((one) => [
      one.view,
      String(one.seconds),
      String(one.tasks),
      ms(one.longestMs),
      ms(one.longestCpuMs),
      String(one.over50Ms),
      String(one.over50CpuMs),
    ]),
  )
}

const browser = await openBrowser()
const first = await letBrowserGoFirst()
const stage = await openStage()
try {
  await runMonitor(browser, first, stage)
} catch (error) {
  console.error(`the measurement failed: ${(error as Error).stack}`)
  process.exitCode = 1
} finally {
  await browser.close()
  await stage.close()
  await first.restore()
}
