import { mkdtemp } from 'node:fs/promises'
import { loadavg, tmpdir } from 'node:os'
import path from 'node:path'
import { bareExpress } from './arms/bare-express.ts'
import { floor, handWritten } from './arms/hand-written.ts'
import { measureRounds } from './arms/measure-rounds.ts'
import { knownHeld, knownRunning, serviceHeld, serviceRunning } from './arms/our-service.ts'
import { measureAgainstBefore } from './before/measure-against-before.ts'
import { measureAnswerToStart } from './dispatch/answer-to-start.ts'
import { measureBacklog } from './dispatch/backlog.ts'
import { measureBurst } from './dispatch/burst.ts'
import { writeDocuments } from './figures/documents.ts'
import { writeFigures } from './figures/figures-file.ts'
import { measureFilled } from './filled/measure-filled.ts'
import { measureHeldSnapshot } from './lanes/held-snapshot.ts'
import { measureManyLanes } from './lanes/many-lanes.ts'
import { measureOneLane } from './lanes/one-lane.ts'
import { messageBytes } from './load/message-template.ts'
import { type BenchOptions, readOptions } from './options.ts'
import { measurePeers } from './peers/measure-peers.ts'
import { peerReport } from './peers/peer-report.ts'
import { circumstances } from './report/circumstances.ts'
import type { Measured } from './report/measured.ts'
import { summarizeProfiles } from './report/profile.ts'
import { report } from './report/report.ts'
import { addResults } from './report/results-file.ts'
import { openStage, type Stage } from './stage/open-stage.ts'
import { measureTokenCost } from './tokens/token-cost.ts'
import { measureTokenMemory } from './tokens/token-memory.ts'
import { measureUnitCosts } from './unit-costs/unit-costs.ts'

const arms = [bareExpress, floor, serviceHeld, knownHeld, handWritten, serviceRunning, knownRunning]
const names = [
  ...arms.map(({ name }) => name),
  'start',
  'burst',
  'backlog',
  'drain',
  'many-lanes',
  'one-lane',
  'flat',
  'filters',
  'unit-costs',
  'tokens',
]
/** They take too long for every run. */
const onlyWhenNamed = ['snapshot']

try {
  await runBench(readOptions(process.argv.slice(2), [...names, ...onlyWhenNamed]))
} catch (error) {
  console.error(`the measurement failed: ${(error as Error).stack}`)
  process.exitCode = 1
}

async function runBench(options: BenchOptions): Promise<void> {
  const startedAt = `${new Date().toISOString().slice(0, 16).replace('T', ' ')} UTC`
  const [load = 0] = loadavg()
  const profileFolder = options.profile
    ? await mkdtemp(path.join(tmpdir(), 'sf-event-receiver-profile-'))
    : null
  const stage = await openStage()
  stopOnSignal(stage)
  try {
    const { rounds, seconds, warmUpSeconds } = options
    const facts = [
      ...(await circumstances(stage.settings, load)),
      `${rounds} rounds of ${seconds} s after ${warmUpSeconds} s of warm-up, autocannon with 100 connections, messages of ${messageBytes} bytes`,
    ]
    const show = (text: string) => console.log(`\n${facts.join('\n')}\n\n${text}\n`)
    if (options.peers) return show(peerReport(await measurePeers(stage)))
    if (options.before !== null) {
      return show(report(await measureAgainstBefore(stage, options.before, options)))
    }
    const measured = await measure(stage, options, profileFolder)
    const text = report(measured)
    show(text)
    if (profileFolder !== null) {
      console.log(`profiles: ${profileFolder}`)
      console.log((await summarizeProfiles(profileFolder)).join('\n'))
    } else if (options.only === null) {
      console.log(`added to ${await addResults(startedAt, facts, text)}`)
      await writeFigures(startedAt, facts, measured)
      console.log(`wrote ${(await writeDocuments()).join(', ')}`)
    }
  } finally {
    await stage.close()
  }
}

/** The servers end with this process. The database must be stopped. */
function stopOnSignal(stage: Stage): void {
  const stop = () => void stage.close().finally(() => process.exit(1))
  process.once('SIGINT', stop)
  process.once('SIGTERM', stop)
}

async function measure(
  stage: Stage,
  options: BenchOptions,
  profileFolder: string | null,
): Promise<Measured> {
  const wanted = (name: string) => options.only?.has(name) ?? true
  const { seconds } = options
  const chosen = arms.filter(({ name }) => wanted(name))
  return {
    arms,
    rounds: await measureRounds(chosen, stage, { ...options, profileFolder }),
    drain: null,
    start: wanted('start') ? await measureAnswerToStart(stage, profileFolder) : null,
    burst: wanted('burst') ? await measureBurst(stage, profileFolder) : null,
    backlog: wanted('backlog') ? await measureBacklog(stage, { seconds, profileFolder }) : null,
    manyLanes: wanted('many-lanes') ? await measureManyLanes(stage, profileFolder) : null,
    oneLane: wanted('one-lane') ? await measureOneLane(stage, profileFolder) : null,
    snapshot: options.only?.has('snapshot') ? await measureHeldSnapshot(stage) : null,
    ...(await measureFilled(stage, { flat: wanted('flat'), filters: wanted('filters') })),
    unitCosts: wanted('unit-costs') ? await measureUnitCosts(stage) : null,
    tokenCost: wanted('tokens') ? await measureTokenCost(stage, profileFolder) : null,
    tokenMemory: wanted('tokens') ? await measureTokenMemory() : null,
  }
}
