import { mkdtemp } from 'node:fs/promises'
import { loadavg, tmpdir } from 'node:os'
import path from 'node:path'
import type { Arm, Figures } from './arms/arm.ts'
import { bareExpress } from './arms/bare-express.ts'
import { handWritten, handWrittenWithSaxes } from './arms/hand-written.ts'
import { measureArm } from './arms/measure-arm.ts'
import { serviceHeld, serviceRunning } from './arms/our-service.ts'
import { measureAnswerToStart } from './dispatch/answer-to-start.ts'
import { measureBacklog } from './dispatch/backlog.ts'
import { measureFilled } from './filled/measure-filled.ts'
import { measureManyLanes } from './lanes/many-lanes.ts'
import { measureOneLane } from './lanes/one-lane.ts'
import { messageBytes } from './load/message-template.ts'
import { type BenchOptions, readOptions } from './options.ts'
import { circumstances } from './report/circumstances.ts'
import type { Round } from './report/compare.ts'
import type { Measured } from './report/measured.ts'
import { summarizeProfiles } from './report/profile.ts'
import { report } from './report/report.ts'
import { addResults } from './report/results-file.ts'
import { openStage, type Stage } from './stage/open-stage.ts'
import { measureTokenCost } from './tokens/token-cost.ts'
import { measureTokenMemory } from './tokens/token-memory.ts'

const arms: readonly Arm[] = [
  bareExpress,
  serviceHeld,
  handWritten,
  serviceRunning,
  handWrittenWithSaxes,
]
const lanes = ['many-lanes', 'one-lane', 'flat', 'filters']
const names = [...arms.map(({ name }) => name), 'start', 'backlog', ...lanes, 'tokens']

try {
  await runBench(readOptions(process.argv.slice(2), names))
} catch (error) {
  console.error(`the measurement failed: ${(error as Error).stack}`)
  process.exitCode = 1
}

async function runBench(options: BenchOptions): Promise<void> {
  const startedAt = new Date()
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
    const text = report(await measure(stage, options, profileFolder))
    console.log(`\n${facts.join('\n')}\n\n${text}\n`)
    if (profileFolder !== null) {
      console.log(`profiles: ${profileFolder}`)
      console.log((await summarizeProfiles(profileFolder)).join('\n'))
    } else if (options.only === null) {
      console.log(`added to ${await addResults(startedAt, facts, text)}`)
    }
  } finally {
    await stage.close()
  }
}

/** The servers end with this process, the database must be told. */
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
  const chosen = arms.filter(({ name }) => wanted(name))
  const rounds: Round[] = []
  for (let round = 0; round < options.rounds; round += 1) {
    const figures = new Map<string, Figures>()
    for (const arm of rotated(chosen, round)) {
      const measured = await measureArm(arm, stage, { ...options, profileFolder })
      figures.set(arm.name, measured)
      console.log(`round ${round + 1}: ${arm.name} ${Math.round(measured.perSecond)} calls/s`)
    }
    rounds.push(figures)
  }
  const start = wanted('start') ? await measureAnswerToStart(stage, profileFolder) : null
  const { seconds } = options
  const backlog = wanted('backlog') ? await measureBacklog(stage, { seconds, profileFolder }) : null
  const manyLanes = wanted('many-lanes') ? await measureManyLanes(stage, profileFolder) : null
  const oneLane = wanted('one-lane') ? await measureOneLane(stage, profileFolder) : null
  const filled = await measureFilled(stage, { flat: wanted('flat'), filters: wanted('filters') })
  const tokenCost = wanted('tokens') ? await measureTokenCost(stage, profileFolder) : null
  const tokenMemory = wanted('tokens') ? await measureTokenMemory() : null
  return { arms, rounds, start, backlog, manyLanes, oneLane, ...filled, tokenCost, tokenMemory }
}

/** Each round begins with another arm, so that none always follows the same one. */
function rotated<Item>(list: readonly Item[], by: number): Item[] {
  const at = list.length === 0 ? 0 : by % list.length
  return [...list.slice(at), ...list.slice(0, at)]
}
