import { loadavg } from 'node:os'
import type { Browser, Page } from 'playwright-core'
import { serviceLimits } from '../../chaos/survival/service-limits.ts'
import { setHandlers } from '../arms/kept-messages.ts'
import { createFilledDatabase, fillingOf, PLAIN_HANDLERS } from '../filled/filled-database.ts'
import type { Filling } from '../filled/filling.ts'
import { timesOfFilters } from '../filters/measure-filters.ts'
import { underLoad } from '../load/run-load.ts'
import { circumstances } from '../report/circumstances.ts'
import type { BenchDatabase } from '../stage/database.ts'
import { fetchToken } from '../stage/fetch-token.ts'
import { openStage, type Stage } from '../stage/open-stage.ts'
import type { RunningServer } from '../stage/start-server.ts'
import { startService } from '../stage/start-service.ts'
import { type BrowserFirst, letBrowserGoFirst } from './browser-first.ts'
import { measureFirstPaint } from './first-paint.ts'
import { measureExport } from './measure-export.ts'
import { measureViews } from './measure-views.ts'
import { openBrowser, openMonitor } from './open-browser.ts'
import { type MonitorOptions, PARTS, type Part, readOptions } from './options.ts'
import { prepareViews } from './prepare.ts'
import { type MonitorFigures, report, type TracedView } from './report.ts'
import { traceUpdates } from './trace-updates.ts'
import { type View, viewsOf } from './views.ts'

const TRACED: readonly string[] = ['overview', 'messages', 'handler']
/** Before a trace begins, the view has loaded everything. */
const SETTLE_MS = 5_000
const FILTER_ROUNDS = 2
/** Above all messages of a filling. */
const FIRST_SEQUENCE = 100_000_000_000
const SEQUENCES_OF_PART = 10_000_000

/** The service and the database of all parts. */
interface Bed {
  readonly stage: Stage
  readonly database: BenchDatabase
  readonly server: RunningServer
  /** of the page: cookies that need https are taken from localhost */
  readonly origin: string
  readonly filling: Filling
  readonly views: readonly View[]
  readonly token: string
}

/** The monitor with many messages while others arrive: views, filters, an export, and updates. */
async function runMonitor(
  browser: Browser,
  first: BrowserFirst,
  stage: Stage,
  options: MonitorOptions,
): Promise<void> {
  const [load = 0] = loadavg()
  const facts = await circumstances(stage.settings, load)
  const filling = fillingOf(options.messages)
  const start = performance.now()
  const database = await createFilledDatabase(stage, 'monitor', filling)
  console.log(`filled a database in ${Math.round((performance.now() - start) / 1_000)} s`)
  try {
    await setHandlers(database, 'running')
    const server = await startService(stage, database, {
      handlersDir: 'lab/bench/handlers/plain',
      profileFolder: null,
      environment: serviceLimits().environment,
    })
    try {
      const token = await fetchToken(stage.issuer, 'operator')
      const action = await prepareViews(database, server.origin, token, filling)
      const views = await viewsOf(database, PLAIN_HANDLERS[0], action)
      const origin = server.origin.replace('127.0.0.1', 'localhost')
      const bed = { stage, database, server, origin, filling, views, token }
      const figures: MonitorFigures = {}
      try {
        await measure(browser, first, bed, options, figures)
      } finally {
        // Whatever fails, the parts before are worth reading.
        const { messages, rate } = options
        console.log(`\n${facts.join('\n')}, after it ${loadavg()[0]?.toFixed(2)}`)
        console.log(`${messages} messages, ${rate} events/s arrive\n\n${report(figures)}\n`)
      }
    } finally {
      await server.stop()
    }
  } finally {
    await database.drop()
  }
}

/** Writes what it measures into the figures, part by part. */
async function measure(
  browser: Browser,
  first: BrowserFirst,
  bed: Bed,
  { parts, rate, traceSeconds }: MonitorOptions,
  figures: MonitorFigures,
): Promise<void> {
  const { stage, database, server, origin, filling, views, token } = bed
  const part = async <Name extends Part>(
    name: Name,
    work: () => Promise<NonNullable<MonitorFigures[Name]>['result']>,
  ) => {
    if (!parts.has(name)) return
    const start = performance.now()
    const firstSequence = FIRST_SEQUENCE + PARTS.indexOf(name) * SEQUENCES_OF_PART
    const url = `${server.origin}/http/successfactors/events`
    const order = { url, token: stage.token, perSecond: rate, firstSequence }
    Object.assign(figures, { [name]: await underLoad(order, work) })
    console.log(`${name}: ${Math.round((performance.now() - start) / 1_000)} s`)
  }
  await part('filters', () => timesOfFilters(stage, server.origin, filling, FILTER_ROUNDS))
  await part('export', () => measureExport(server, database, token))
  const page = await openMonitor(browser, stage, origin)
  await part('paint', () => measureFirstPaint(browser, page, origin, views))
  await part('calls', () => measureViews(page, origin, token, views))
  await part('updates', () => traceAll(browser, first, page, bed, traceSeconds))
}

async function traceAll(
  browser: Browser,
  first: BrowserFirst,
  page: Page,
  { origin, views }: Bed,
  seconds: number,
): Promise<TracedView[]> {
  const traced: TracedView[] = []
  for (const { name, path, content } of views.filter(({ name }) => TRACED.includes(name))) {
    await page.goto(`${origin}/monitor/${path}`)
    await page.locator(content).first().waitFor()
    await first.apply()
    await page.waitForTimeout(SETTLE_MS)
    traced.push({ view: name, ...(await traceUpdates(browser, page, seconds)) })
  }
  return traced
}

const options = readOptions(process.argv.slice(2))
const browser = await openBrowser()
const first = await letBrowserGoFirst()
const stage = await openStage()
const stop = () => void stage.close().finally(() => process.exit(1))
process.once('SIGINT', stop)
process.once('SIGTERM', stop)
try {
  await runMonitor(browser, first, stage, options)
} catch (error) {
  console.error(`the measurement failed: ${(error as Error).stack}`)
  process.exitCode = 1
} finally {
  await browser.close()
  await stage.close()
  await first.restore()
}
