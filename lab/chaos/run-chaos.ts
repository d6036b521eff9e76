import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { runDatabaseRestart } from './database-restart.ts'
import { runFailoverPart } from './failover.ts'
import { endAllInstances } from './kept-instance.ts'
import { summariseLogs } from './log-summary.ts'
import { runModelTest } from './model.ts'
import { type ChaosOptions, readOptions } from './options.ts'
import { runRoleSplit } from './role-split.ts'
import { brokenByRoles } from './role-split-promises.ts'
import { openStage, type Stage } from './stage.ts'
import { runStorm } from './storm.ts'
import { runSurvival } from './survival/run-survival.ts'
import { brokenBySurvival } from './survival/survival-promises.ts'
import {
  failoverRows,
  printTable,
  restartRows,
  roleRows,
  stormRows,
  survivalRows,
} from './table.ts'

/** `npm run chaos`: kills, freezes and outages under load, and a table of the results. */
async function main(options: ChaosOptions): Promise<string[]> {
  console.log(`seed ${options.seed} (--seed ${options.seed} repeats the schedule)`)
  const stage = await openStage()
  const folder = await mkdtemp(path.join(tmpdir(), 'sf-event-receiver-chaos-'))
  const close = async () => {
    await stage.close()
    if (options.keep) console.log(`logs and effects: ${folder}`)
    else await rm(folder, { recursive: true, force: true })
  }
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => {
      endAllInstances()
      void close().finally(() => process.exit(130))
    })
  }
  try {
    const wanted = (part: ChaosOptions['part']) => options.part === 'all' || options.part === part
    const broken: string[] = []
    if (wanted('storm')) broken.push(...(await storm(stage, options, folder)))
    if (wanted('outage')) broken.push(...(await outage(stage, folder)))
    if (wanted('failover')) broken.push(...(await failover(stage, options, folder)))
    if (wanted('roles')) broken.push(...(await roles(stage, options, folder)))
    if (wanted('survival')) broken.push(...(await survival(stage, options, folder)))
    if (wanted('model')) broken.push(...(await model(stage, options)))
    const logged = summariseLogs(folder)
    if (Object.keys(logged).length > 0) printTable('Errors that the instances logged', logged)
    return broken
  } finally {
    await close()
  }
}

/** Prints lines with the time since it was made. */
function createLines(): (line: string) => void {
  const since = performance.now()
  return (line) =>
    console.log(`${((performance.now() - since) / 1_000).toFixed(1).padStart(7)} s  ${line}`)
}

async function storm(stage: Stage, options: ChaosOptions, folder: string) {
  const { postgres, dataDir } = stage
  const onLine = createLines()
  const deps = await stage.open('storm')
  const result = await runStorm(deps, { ...options, postgres, folder, dataDir, onLine })
  printTable('Three instances under load', stormRows(result))
  for (const end of result.ownEnds) console.log(`  ended by itself: ${end}`)
  return result.broken
}

async function outage(stage: Stage, folder: string) {
  const deps = await stage.open('outage')
  const result = await runDatabaseRestart(deps, stage.postgres, folder)
  printTable('PostgreSQL away for ten seconds under 50 calls/s', restartRows(result))
  return result.broken
}

async function failover(stage: Stage, { failovers, seed }: ChaosOptions, folder: string) {
  const options = { failovers, seed, folder, onLine: createLines() }
  const result = await runFailoverPart(stage.authorizationServer, options)
  printTable(
    'The primary lost under 100 calls/s, a synchronous standby promoted',
    failoverRows(result),
  )
  return result.broken
}

async function roles(stage: Stage, { blockMs }: ChaosOptions, folder: string) {
  const deps = await stage.open('roles')
  const result = await runRoleSplit(deps, { blockMs, folder })
  printTable('ROLE split: a handler that blocks its process, one that ends it', roleRows(result))
  return brokenByRoles(result, blockMs)
}

async function survival(stage: Stage, options: ChaosOptions, folder: string) {
  const deps = await stage.open('survival')
  const onLine = (line: string) => console.log(`  ${line}`)
  const result = await runSurvival(deps, { ...options, folder, onLine })
  printTable('One process with the memory of mta.yaml under attack', survivalRows(result))
  return brokenBySurvival(result)
}

async function model(stage: Stage, { modelRuns, seed }: ChaosOptions) {
  const { databaseUrl } = await stage.open('model')
  const { runs, seconds, broken } = await runModelTest(databaseUrl, modelRuns, seed)
  const rows = { 'random histories': runs, broken: broken.length, 'duration (s)': seconds }
  printTable('Lanes against the reference model', rows)
  return broken
}

const broken = await main(readOptions(process.argv.slice(2)))
console.log(broken.length === 0 ? '\nevery promise was kept' : '\nBROKEN')
for (const promise of broken) console.log(`  ${promise}`)
process.exit(broken.length === 0 ? 0 : 1)
