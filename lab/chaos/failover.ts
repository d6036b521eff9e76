import { writeFile } from 'node:fs/promises'
import path from 'node:path'
import pg from 'pg'
import { createRandom } from '../../lib/local/connector/seeded-random.ts'
import { localKeyVariables } from '../../lib/local/local-keys.ts'
import { fetchToken } from '../../test/support/fetch-token.ts'
import { type PostgresCluster, startPostgresCluster } from '../../test/support/postgres-cluster.ts'
import { openSwitchableWay } from '../../test/support/switchable-way.ts'
import { setSynchronous, waitForSynchronousStandby } from '../../test/support/synchronous.ts'
import type { CallFigures } from './call-tally.ts'
import { planFailovers } from './failover-plan.ts'
import { startFleet } from './fleet.ts'
import { type InstanceDeps, instanceEnvironment } from './instance-environment.ts'
import { brokenPromises, judgeRun, type RunVerdict } from './judge-run.ts'
import { startPacedLoad } from './paced-load.ts'
import { type FailoverOutcome, runFailovers } from './run-failovers.ts'
import { planCall } from './traffic.ts'

export interface FailoverOptions {
  readonly failovers: number
  readonly seed: number
  readonly folder: string
  readonly onLine: (line: string) => void
}

export interface FailoverResult {
  readonly calls: CallFigures
  readonly verdict: RunVerdict
  readonly outcomes: readonly FailoverOutcome[]
  readonly seconds: number
  readonly broken: readonly string[]
}

const CALLS_PER_SECOND = 100
const INSTANCES = 2
const FIRST_SUCCESS_MS = 2_000
const DRAIN_MS = 120_000
const DATABASE = 'failover'

/** The primary is lost under load, and a synchronous standby takes over each time. */
export async function runFailoverPart(
  authorizationServer: InstanceDeps['authorizationServer'],
  options: FailoverOptions,
): Promise<FailoverResult> {
  const cluster = await startPostgresCluster()
  try {
    return await runOn(cluster, authorizationServer, options)
  } finally {
    await cluster.close()
  }
}

async function runOn(
  cluster: PostgresCluster,
  authorizationServer: InstanceDeps['authorizationServer'],
  { failovers, seed, folder, onLine }: FailoverOptions,
): Promise<FailoverResult> {
  await cluster.primary.query(`create database ${DATABASE}`)
  await cluster.follow(cluster.standby, cluster.primary)
  await setSynchronous(cluster.primary, '*')
  await waitForSynchronousStandby(cluster.primary)
  const way = await openSwitchableWay(cluster.primary.socketPath)
  const databaseUrl = `postgres://postgres@127.0.0.1:${way.port}/${DATABASE}`
  const trace = path.join(folder, 'failover-trace.jsonl')
  await writeFile(trace, '')
  const token = await fetchToken(authorizationServer, 'successfactors')
  const db = new pg.Pool({ connectionString: databaseUrl, max: 2, query_timeout: 60_000 })
  db.on('error', () => undefined)
  const keys = await localKeyVariables(path.join(folder, 'keys'))
  const deps = { db, databaseUrl, authorizationServer, keys }
  const environment = instanceEnvironment(deps, 'plain', trace)
  const fleet = await startFleet(INSTANCES, environment, folder)
  const random = createRandom(seed)
  const plan = () => planCall(random)
  const since = performance.now()
  const load = startPacedLoad({
    urls: fleet.urls,
    token,
    perSecond: CALLS_PER_SECOND,
    plan,
    random,
  })
  try {
    const outcomes = await runFailovers(planFailovers(failovers, random), {
      cluster,
      way,
      acknowledged: () => load.messageIds.length,
      onLine,
    })
    await load.stop()
    const seconds = Math.round((performance.now() - since) / 1_000)
    const verdict = await judgeRun(db, load, trace, DRAIN_MS)
    const broken = [...brokenPromises(verdict), ...brokenByFailovers(outcomes), ...fleet.ownEnds()]
    return { calls: load.figures(), verdict, outcomes, seconds, broken }
  } finally {
    await load.stop()
    await fleet.stop()
    await db.end()
    await way.close()
  }
}

function brokenByFailovers(outcomes: readonly FailoverOutcome[]): string[] {
  const late = outcomes.filter(({ firstSuccessMs }) => firstSuccessMs > FIRST_SUCCESS_MS)
  const stuck = outcomes.filter(({ connectionsToOld }) => connectionsToOld > 0)
  return [
    ...late.map(({ firstSuccessMs }) => `the first success came after ${firstSuccessMs} ms`),
    ...stuck.map(({ connectionsToOld }) => `${connectionsToOld} connections to an old primary`),
  ]
}
