import { writeFile } from 'node:fs/promises'
import path from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { createRandom } from '../../lib/local/connector/seeded-random.ts'
import { fetchToken } from '../../test/support/fetch-token.ts'
import type { CallFigures } from './call-tally.ts'
import { startFleet } from './fleet.ts'
import { type InstanceDeps, instanceEnvironment } from './instance-environment.ts'
import { brokenPromises, judgeRun, type RunVerdict } from './judge-run.ts'
import { startPacedLoad } from './paced-load.ts'
import type { RestartablePostgres } from './restartable-postgres.ts'
import { planCall } from './traffic.ts'

export interface DatabaseRestartResult {
  readonly calls: CallFigures
  readonly verdict: RunVerdict
  readonly ownEnds: readonly string[]
  readonly downMs: number
  readonly broken: readonly string[]
}

const CALLS_PER_SECOND = 50
const DOWN_MS = 10_000
/** of which the start takes about this much */
const START_MS = 1_000
/** load before the database goes, and after it has come back */
const AROUND_MS = 5_000
const DRAIN_MS = 60_000

/** The database is away for ten seconds under 50 calls/s. A single instance refuses no call. */
export async function runDatabaseRestart(
  deps: InstanceDeps,
  postgres: RestartablePostgres,
  folder: string,
): Promise<DatabaseRestartResult> {
  const trace = path.join(folder, 'restart-trace.jsonl')
  await writeFile(trace, '')
  const token = await fetchToken(deps.authorizationServer, 'successfactors')
  const environment = instanceEnvironment(deps, 'plain', trace)
  const fleet = await startFleet(1, environment, folder)
  const random = createRandom(1)
  const load = startPacedLoad({
    urls: fleet.urls,
    token,
    perSecond: CALLS_PER_SECOND,
    plan: () => planCall(random),
    random,
  })
  try {
    await setTimeout(AROUND_MS)
    const since = performance.now()
    await postgres.stop()
    await setTimeout(DOWN_MS - START_MS - (performance.now() - since))
    await postgres.start()
    const downMs = Math.round(performance.now() - since)
    await setTimeout(AROUND_MS)
    await load.stop()
    const verdict = await judgeRun(deps.db, load, trace, DRAIN_MS)
    const calls = load.figures()
    const refused = Object.entries(calls.refused)
    return {
      calls,
      verdict,
      downMs,
      ownEnds: fleet.ownEnds(),
      broken: [
        ...brokenPromises(verdict),
        ...refused.map(([status, count]) => `${count} calls were answered ${status}`),
        ...fleet.ownEnds(),
      ],
    }
  } finally {
    await load.stop()
    await fleet.stop()
  }
}
