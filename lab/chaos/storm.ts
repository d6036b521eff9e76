import { writeFile } from 'node:fs/promises'
import path from 'node:path'
import { createRandom } from '../../lib/local/connector/seeded-random.ts'
import { fetchToken } from '../../test/support/fetch-token.ts'
import type { CallFigures } from './call-tally.ts'
import { type DisasterCounts, planDisasters } from './disaster-plan.ts'
import { startFleet } from './fleet.ts'
import { givenUpAttempts } from './freeze-instance.ts'
import { brokenPromises, judgeRun, type RunVerdict } from './judge-run.ts'
import { startPacedLoad } from './paced-load.ts'
import type { RestartablePostgres } from './restartable-postgres.ts'
import { type DisasterFigures, runDisasters } from './run-disasters.ts'
import { instanceEnvironment, type Surroundings } from './surroundings.ts'
import { planCall } from './traffic.ts'

export interface StormOptions extends DisasterCounts {
  readonly seed: number
  readonly postgres: RestartablePostgres
  /** for logs and effects */
  readonly folder: string
  readonly onLine: (line: string) => void
}

export interface StormResult {
  readonly disasters: DisasterFigures
  readonly calls: CallFigures
  readonly verdict: RunVerdict
  /** attempts that were given up and that a late settle has changed afterwards */
  readonly lateSettles: number
  readonly starts: number
  readonly longestStartMs: number
  readonly ownEnds: readonly string[]
  readonly seconds: number
  readonly broken: readonly string[]
}

const INSTANCES = 3
const CALLS_PER_SECOND = 20
const DRAIN_MS = 180_000

/** Three instances under steady load, killed, frozen and robbed of their database in a seeded order. */
export async function runStorm(
  surroundings: Surroundings,
  options: StormOptions,
): Promise<StormResult> {
  const { db } = surroundings
  const since = performance.now()
  const trace = path.join(options.folder, 'storm-trace.jsonl')
  await writeFile(trace, '')
  const random = createRandom(options.seed)
  const plan = planDisasters(options, random)
  const token = await fetchToken(surroundings.authorizationServer, 'successfactors')
  const environment = instanceEnvironment(surroundings, 'storm', trace)
  const fleet = await startFleet(INSTANCES, environment, options.folder)
  const traffic = createRandom(options.seed + 1)
  const load = startPacedLoad({
    urls: fleet.urls,
    token,
    perSecond: CALLS_PER_SECOND,
    plan: () => planCall(traffic),
    random: traffic,
    onSilence: (ms) => options.onLine(`  no call was acknowledged for ${ms} ms until now`),
  })
  try {
    const site = { db, fleet, postgres: options.postgres, token, random, onLine: options.onLine }
    const disasters = await runDisasters(plan, site)
    await load.stop()
    options.onLine('the load has ended, waiting until everything is handled')
    const verdict = await judgeRun(db, load, trace, DRAIN_MS)
    const givenUp = await givenUpAttempts(db)
    const lateSettles = new Set(
      disasters.freezes.flatMap((freeze) => [...freeze.givenUp].filter((id) => !givenUp.has(id))),
    ).size
    const calls = load.figures()
    const ownEnds = fleet.ownEnds()
    const startsMs = fleet.instances.flatMap((instance) => instance.startsMs)
    const heldUp = disasters.freezes.reduce((sum, freeze) => sum + freeze.heldUp, 0)
    return {
      disasters,
      calls,
      verdict,
      lateSettles,
      starts: startsMs.length,
      longestStartMs: Math.max(...startsMs),
      ownEnds,
      seconds: Math.round((performance.now() - since) / 1_000),
      broken: [
        ...brokenPromises(verdict),
        ...overlaps(verdict),
        ...refusals(calls),
        ...(lateSettles > 0
          ? [`${lateSettles} late settles of a frozen process had an effect`]
          : []),
        ...(heldUp > 0
          ? [`${heldUp} connections were held up by a frozen process behind the end of its leases`]
          : []),
        ...ownEnds.filter((end) => end.includes('while it served')),
      ],
    }
  } finally {
    await load.stop()
    await fleet.stop()
  }
}

/** The rows that an operator reads must not say that two ran at once, even if they did not. */
function overlaps({ overlappingRows: rows }: RunVerdict): string[] {
  if (rows.length === 0) return []
  return [
    `${rows.length} attempts have a start before the end of their predecessor`,
    ...rows.slice(0, 5),
  ]
}

/** No answer at all is what a kill looks like; an answer that refuses is a broken promise. */
function refusals({ refused }: CallFigures): string[] {
  return Object.entries(refused)
    .filter(([status]) => status !== 'none')
    .map(([status, count]) => `${count} trusted calls were answered ${status}`)
}
