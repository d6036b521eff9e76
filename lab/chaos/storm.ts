import { writeFile } from 'node:fs/promises'
import path from 'node:path'
import { createRandom } from '../../lib/local/connector/seeded-random.ts'
import { settledOrTimeout } from '../../test/support/eventually.ts'
import { fetchToken } from '../../test/support/fetch-token.ts'
import type { CallFigures } from './call-tally.ts'
import { type DisasterCounts, planDisasters } from './disaster-plan.ts'
import { startFleet } from './fleet.ts'
import { prepareForgetSteps } from './forget-steps.ts'
import { givenUpAttempts } from './freeze-instance.ts'
import { type InstanceDeps, instanceEnvironment } from './instance-environment.ts'
import { brokenByErasures, type ErasureVerdict, judgeErasures } from './judge-erasures.ts'
import { brokenPromises, judgeRun, type RunVerdict } from './judge-run.ts'
import { logInOfficer } from './officer.ts'
import { startPacedLoad } from './paced-load.ts'
import { createPeople } from './people.ts'
import type { RestartablePostgres } from './restartable-postgres.ts'
import { type DisasterFigures, runDisasters } from './run-disasters.ts'
import { countOpenErasures } from './stored-erasures.ts'

export interface StormOptions extends DisasterCounts {
  readonly seed: number
  readonly postgres: RestartablePostgres
  /** for logs and effects */
  readonly folder: string
  /** of all databases and key stores */
  readonly dataDir: string
  readonly onLine: (line: string) => void
}

export interface StormResult {
  readonly disasters: DisasterFigures
  readonly calls: CallFigures
  readonly verdict: RunVerdict
  readonly erasures: ErasureVerdict
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
export async function runStorm(deps: InstanceDeps, options: StormOptions): Promise<StormResult> {
  const { db } = deps
  const since = performance.now()
  const trace = path.join(options.folder, 'storm-trace.jsonl')
  await writeFile(trace, '')
  const random = createRandom(options.seed)
  const plan = planDisasters(options, random)
  const token = await fetchToken(deps.authorizationServer, 'successfactors')
  const fleet = await startNamedFleet(deps, trace, options.folder)
  const traffic = createRandom(options.seed + 1)
  const people = createPeople(traffic)
  const load = startPacedLoad({
    urls: fleet.urls,
    token,
    perSecond: CALLS_PER_SECOND,
    plan: people.plan,
    random: traffic,
    onSilence: (ms) => options.onLine(`  no call was acknowledged for ${ms} ms until now`),
  })
  try {
    await prepareForgetSteps(db)
    const officer = await logInOfficer(fleet.urls[0] as string, deps.authorizationServer)
    const { postgres, onLine } = options
    const connection = { connectionString: deps.databaseUrl }
    const site = {
      ...{ db, fleet, postgres, token, random, onLine },
      ...{ people, officer, connection },
    }
    const disasters = await runDisasters(plan, site)
    await load.stop()
    options.onLine('the load has ended, waiting until everything is handled')
    // The judge reports the rest.
    await settledOrTimeout(
      async () => (await countOpenErasures(db)) === 0,
      'all erasures',
      DRAIN_MS,
    ).catch(() => undefined)
    const verdict = await judgeRun(db, load, trace, DRAIN_MS)
    const erasures = await judgeErasures(deps, {
      ...{ forgettings: disasters.forgettings, people, trace },
      folders: [options.dataDir, options.folder],
    })
    const givenUp = await givenUpAttempts(db)
    const lateSettles = new Set(
      disasters.freezes.flatMap((freeze) => [...freeze.givenUp].filter((id) => !givenUp.has(id))),
    ).size
    const calls = load.figures()
    const ownEnds = fleet.ownEnds()
    const startsMs = fleet.instances.flatMap((instance) => instance.startsMs)
    return {
      disasters,
      calls,
      verdict,
      erasures,
      lateSettles,
      starts: startsMs.length,
      longestStartMs: Math.max(...startsMs),
      ownEnds,
      seconds: Math.round((performance.now() - since) / 1_000),
      broken: [
        ...brokenPromises(verdict),
        ...brokenByErasures(erasures),
        ...overlaps(verdict),
        ...refusals(calls),
        ...effectsOfFrozen(lateSettles, disasters),
        ...ownEnds.filter((end) => end.includes('while it served')),
      ],
    }
  } finally {
    await load.stop()
    await fleet.stop()
  }
}

/** Each instance has its own database user, which identifies its sessions. */
async function startNamedFleet(deps: InstanceDeps, trace: string, folder: string) {
  const { db, databaseUrl } = deps
  for (let number = 1; number <= INSTANCES; number += 1) {
    await db.query(`create role "instance-${number}" superuser login`)
  }
  const environment = {
    ...instanceEnvironment(deps, 'storm', trace),
    FORGET_PER_HOUR: '10000',
  }
  return startFleet(INSTANCES, environment, folder, (name) => {
    const url = new URL(databaseUrl)
    url.username = name
    return { DATABASE_URL: url.href }
  })
}

/** The rows that an operator reads must not say that two ran at once, even if they did not. */
function overlaps({ overlappingRows: rows }: RunVerdict): string[] {
  if (rows.length === 0) return []
  return [
    `${rows.length} attempts have a start before the end of their predecessor`,
    ...rows.slice(0, 5),
  ]
}

function effectsOfFrozen(lateSettles: number, { freezes }: DisasterFigures): string[] {
  const heldUp = freezes.reduce((sum, freeze) => sum + freeze.heldUp, 0)
  const counts: [number, string][] = [
    [lateSettles, 'late settles of a frozen process had an effect'],
    [heldUp, 'connections were held up by a frozen process behind the end of its leases'],
  ]
  return counts.filter(([count]) => count > 0).map(([count, what]) => `${count} ${what}`)
}

/** No answer at all is what a kill looks like; an answer that refuses is a broken promise. */
function refusals({ refused }: CallFigures): string[] {
  return Object.entries(refused)
    .filter(([status]) => status !== 'none')
    .map(([status, count]) => `${count} trusted calls were answered ${status}`)
}
