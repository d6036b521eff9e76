import { loadavg } from 'node:os'
import { parseArgs } from 'node:util'
import { percentile } from '../load/percentile.ts'
import { sendPaced } from '../load/run-load.ts'
import { positive } from '../options.ts'
import { circumstances } from '../report/circumstances.ts'
import { table } from '../report/markdown-table.ts'
import { createDatabase } from '../stage/database.ts'
import { openStage, type Stage } from '../stage/open-stage.ts'
import { startService } from '../stage/start-service.ts'
import { type BrowserWindow, openWindow, type Tab } from './open-window.ts'
import { catchUp, expectHidden, FIRST_ROW, until, watchInTurn } from './watch-tabs.ts'

const PER_SECOND = 50
const TURN_MS = 2_000
const GOAL_MS = 2_000

/** Many tabs of one window on the list of messages while events arrive. */
async function runTabs(stage: Stage, count: number, seconds: number): Promise<void> {
  const [load = 0] = loadavg()
  console.log(`\n${(await circumstances(stage.settings, load)).join('\n')}\n`)
  const database = await createDatabase(stage, 'tabs')
  const server = await startService(stage, database, {
    handlersDir: 'lab/bench/handlers/plain',
    profileFolder: null,
  })
  const window = await openWindow()
  try {
    const tabs = await openTabs(window, stage, server.origin, count)
    await expectHidden(tabs.slice(0, -1))
    const newestId = async () => {
      const newest = 'select coalesce(max(id::text), $$$$) as id from message'
      return (await database.row<{ id: string }>(newest)).id
    }
    const url = `${server.origin}/http/successfactors/events`
    const { token } = stage
    const sending = sendPaced({ url, token, perSecond: PER_SECOND, seconds, firstSequence: 0 })
    const { catchUpMs, ageMs } = await watchInTurn(tabs, newestId, TURN_MS, sending)
    const last = await newestId()
    const lastMs: number[] = []
    for (const tab of tabs) lastMs.push(await catchUp(tab, last))
    const rows = await Promise.all(tabs.map((tab) => tab.evaluate<string>(FIRST_ROW)))
    if (rows.some((row) => row !== last)) throw new Error(`expected ${last} in all, got ${rows}`)
    console.log(`${count} tabs of one window, ${PER_SECOND} events/s, ${seconds} s\n`)
    console.log(
      table(
        ['', 'times', 'p50 ms', 'p95 ms', 'longest ms', `within ${GOAL_MS} ms`],
        [
          cells('brought to the front: until it shows the newest message', catchUpMs),
          cells('in front: age of the newest row', ageMs),
          cells('after the last message: until it shows that message', lastMs),
        ],
      ),
    )
  } finally {
    await window.close()
    await server.stop()
    await database.drop()
  }
}

/** @returns tabs with the list of messages, for somebody who logged in; the last one is in front */
async function openTabs(
  window: BrowserWindow,
  stage: Stage,
  serverOrigin: string,
  count: number,
): Promise<readonly Tab[]> {
  // Cookies that need https are taken from localhost.
  const address = `${serverOrigin.replace('127.0.0.1', 'localhost')}/monitor/messages`
  const tabs: Tab[] = []
  while (tabs.length < count) {
    const tab = await window.openTab(address)
    await tab.bringToFront()
    if (tabs.length === 0) await logIn(tab, stage.issuer.clients.operator.secret)
    await until(tab, `document.querySelector('h1') !== null && location.href === '${address}'`)
    await until(tab, `document.body.innerText.includes('Live')`)
    tabs.push(tab)
  }
  return tabs
}

async function logIn(tab: Tab, secret: string): Promise<void> {
  await until(tab, `document.querySelector('input[name=password]') !== null`)
  await tab.evaluate(`
    document.querySelector('input[name=password]').value = ${JSON.stringify(secret)}
    document.querySelector('button').click()
  `)
}

function cells(name: string, values: readonly number[]): string[] {
  const sorted = values.toSorted((a, b) => a - b)
  const longest = sorted.at(-1) ?? Number.NaN
  const within = values.filter((value) => value <= GOAL_MS).length
  return [
    name,
    String(values.length),
    ...[percentile(sorted, 0.5), percentile(sorted, 0.95), longest].map((one) => one.toFixed(0)),
    within === values.length ? 'all' : `${within}`,
  ]
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
