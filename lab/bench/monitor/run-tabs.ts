import { loadavg } from 'node:os'
import { parseArgs } from 'node:util'
import type { Page } from 'playwright-core'
import { sendPaced } from '../load/run-load.ts'
import { positive } from '../options.ts'
import { circumstances } from '../report/circumstances.ts'
import { table } from '../report/markdown-table.ts'
import { type BenchDatabase, createDatabase } from '../stage/database.ts'
import { openStage, type Stage } from '../stage/open-stage.ts'
import { startService } from '../stage/start-service.ts'
import { openBrowser, openMonitor } from './open-browser.ts'
import { differencesOf, type Sight, type TabDifferences } from './tab-differences.ts'

const PER_SECOND = 50
/** Until then all tabs show the last message (s). */
const LAST_ROW_SECONDS = 30

interface Run {
  readonly tabs: number
  readonly seconds: number
  /** until all tabs showed the last message, after the sender had its last answer */
  readonly lastMs: number
}

/** Many tabs of one browser on the list of messages while events arrive: do they show the same? */
async function runTabs(stage: Stage, tabs: number, seconds: number): Promise<void> {
  const [load = 0] = loadavg()
  console.log(`\n${(await circumstances(stage.settings, load)).join('\n')}\n`)
  const database = await createDatabase(stage, 'tabs')
  const server = await startService(stage, database, {
    handlersDir: 'lab/bench/handlers/plain',
    profileFolder: null,
  })
  // Cookies that need https are taken from localhost.
  const origin = server.origin.replace('127.0.0.1', 'localhost')
  const browser = await openBrowser()
  try {
    const pages = [await openMonitor(browser, stage, origin)]
    const context = pages[0]?.context()
    while (context !== undefined && pages.length < tabs) pages.push(await context.newPage())
    for (const page of pages) {
      await page.goto(`${origin}/monitor/messages`)
      await page.getByText('Live', { exact: true }).waitFor()
      await page.evaluate(NOTE_NEWEST_ROW)
    }
    const url = `${server.origin}/http/successfactors/events`
    const { token } = stage
    await sendPaced({ url, token, perSecond: PER_SECOND, seconds, firstSequence: 0 })
    const lastMs = await untilAllShowTheLast(database, pages)
    const sights = await Promise.all(
      pages.map((page) => page.evaluate<readonly Sight[]>('window.sights')),
    )
    console.log(`${report(differencesOf(sights), { tabs, seconds, lastMs })}\n`)
  } finally {
    await browser.close()
    await server.stop()
    await database.drop()
  }
}

/** Notes each new first row of the list, and when it was there. */
const NOTE_NEWEST_ROW = `
  window.sights = []
  setInterval(() => {
    const id = document.querySelector('ui5-table-row')?.rowKey
    if (id !== undefined && id !== window.sights.at(-1)?.id) {
      window.sights.push({ id, at: Date.now() })
    }
  }, 50)
`

/** @returns how long it took after the sender had its last answer (ms) */
async function untilAllShowTheLast(
  database: BenchDatabase,
  pages: readonly Page[],
): Promise<number> {
  const start = performance.now()
  const { id } = await database.row<{ id: string }>(
    'select id from message order by id desc limit 1',
  )
  const row = `ui5-table-row[row-key="${id}"]`
  const timeout = LAST_ROW_SECONDS * 1_000
  await Promise.all(pages.map((page) => page.locator(row).waitFor({ state: 'attached', timeout })))
  return performance.now() - start
}

function report(differences: TabDifferences, run: Run): string {
  const { tabs, seconds, lastMs } = run
  const { rows, spreadMs, ageMs } = differences
  const cells = (name: string, { p50, p95, longest }: TabDifferences['spreadMs']) => [
    name,
    ...[p50, p95, longest].map((value) => value.toFixed(0)),
  ]
  return [
    `${tabs} tabs, ${PER_SECOND} events/s, ${seconds} s; ${rows} newest rows were seen`,
    '',
    table(
      ['ms', 'p50', 'p95', 'longest'],
      [
        cells('from the first tab that shows a row to the last', spreadMs),
        cells('from recording a row to the last tab that shows it', ageMs),
      ],
    ),
    '',
    `after the last answer, all tabs show the last message within ${lastMs.toFixed(0)} ms`,
  ].join('\n')
}

const { values } = parseArgs({
  options: {
    tabs: { type: 'string', default: '12' },
    seconds: { type: 'string', default: '120' },
  },
})
const stage = await openStage()
try {
  await runTabs(stage, positive('tabs', values.tabs), positive('seconds', values.seconds))
} catch (error) {
  console.error(`the measurement failed: ${(error as Error).stack}`)
  process.exitCode = 1
} finally {
  await stage.close()
}
