import { setTimeout } from 'node:timers/promises'
import { settledOrTimeout } from '../../test/support/eventually.ts'
import type { Disaster } from './disaster-plan.ts'
import { type ForgetSite, type Forgetting, forgetSomebody } from './forget-somebody.ts'
import { type FreezeOutcome, freezeInstance } from './freeze-instance.ts'
import type { KeptInstance } from './kept-instance.ts'
import type { RestartablePostgres } from './restartable-postgres.ts'

export interface DisasterSite extends ForgetSite {
  readonly postgres: RestartablePostgres
  readonly token: string
  readonly onLine: (line: string) => void
}

export interface DisasterFigures {
  readonly kills: number
  readonly restarts: number
  readonly freezes: readonly FreezeOutcome[]
  readonly forgettings: readonly Forgetting[]
}

const RECOVERY_MS = 8_000
const SOMEBODY_SERVES_MS = 120_000
const FREEZE_ATTEMPTS = 5

/** Goes through the plan; a freeze lasts while what follows it happens to the others. */
export async function runDisasters(
  plan: readonly Disaster[],
  site: DisasterSite,
): Promise<DisasterFigures> {
  const freezes: FreezeOutcome[] = []
  const forgettings: Forgetting[] = []
  let frozen: Promise<void> = Promise.resolve()
  let kills = 0
  let restarts = 0
  for (const [index, disaster] of plan.entries()) {
    await setTimeout(disaster.pauseMs)
    const nth = `${index + 1} of ${plan.length}`
    if (disaster.kind === 'kill') {
      const instance = await servingInstance(site)
      site.onLine(`${nth}: kill -9 of ${instance.name}`)
      instance.kill()
      kills += 1
    } else if (disaster.kind === 'restart') {
      site.onLine(`${nth}: PostgreSQL, ${disaster.how}`)
      const since = performance.now()
      await site.postgres.restart(disaster.how)
      site.onLine(`  it is back after ${Math.round(performance.now() - since)} ms`)
      restarts += 1
    } else if (disaster.kind === 'forget') {
      await servingInstance(site)
      const forgetting = await forgetSomebody(site, disaster.killAt)
      if (forgetting !== null) forgettings.push(forgetting)
      site.onLine(`${nth}: ${describeForgetting(forgetting)}`)
    } else {
      // One at a time: two frozen instances of three would be another test.
      await frozen
      site.onLine(`${nth}: freeze ${disaster.moment}`)
      frozen = freeze(site, disaster.moment).then((outcome) => void freezes.push(outcome))
      // A later await reports the failure.
      frozen.catch(() => undefined)
    }
  }
  await frozen
  return { kills, restarts, freezes, forgettings }
}

function describeForgetting(forgetting: Forgetting | null): string {
  if (forgetting === null) return 'nobody to forget'
  const { actionId, killedAt } = forgetting
  const asked = actionId === null ? 'asked to forget a person, not confirmed' : 'forget a person'
  return killedAt === null ? asked : `${asked}, kill -9 ${killedAt}`
}

async function freeze(
  site: DisasterSite,
  moment: Extract<Disaster, { kind: 'freeze' }>['moment'],
): Promise<FreezeOutcome> {
  for (let attempt = 1; attempt <= FREEZE_ATTEMPTS; attempt += 1) {
    const instance = await servingInstance(site)
    const outcome = await freezeInstance(site.db, instance, site.token, moment)
    if (outcome === null) continue
    const where = outcome.heldTransaction ? 'in a transaction' : 'between transactions'
    site.onLine(
      `  ${instance.name} was frozen ${where}: ${outcome.takenOver} attempts taken over, ${outcome.heldUp} connections held up`,
    )
    return outcome
  }
  throw new Error(`no instance could be frozen in ${FREEZE_ATTEMPTS} attempts`)
}

/**
 * Any instance, once all that are not frozen have come back: the test is about what an end leaves
 * behind, not a machine that is too slow for so many starts. A very slow one is not waited for.
 */
async function servingInstance({ fleet, random }: DisasterSite): Promise<KeptInstance> {
  const awake = () => fleet.instances.filter((instance) => !instance.frozen())
  const serving = () => fleet.instances.filter((instance) => instance.serves())
  const end = performance.now() + RECOVERY_MS
  await settledOrTimeout(
    () => serving().length > 0 && (serving().length === awake().length || performance.now() > end),
    'an instance that serves',
    SOMEBODY_SERVES_MS,
  )
  const [first, ...others] = serving()
  if (first === undefined) throw new Error('no instance serves')
  return random.pick([first, ...others])
}
