import { setTimeout } from 'node:timers/promises'
import type pg from 'pg'
import type { SeededRandom } from '../../lib/local/connector/seeded-random.ts'
import type { Fleet } from './fleet.ts'
import { type ForgetMoment, type HeldStep, holdForgetStep } from './forget-steps.ts'
import type { KeptInstance } from './kept-instance.ts'
import type { Officer } from './officer.ts'
import type { People, Person } from './people.ts'

export interface ForgetSite {
  readonly db: pg.Pool
  readonly fleet: Fleet
  readonly people: People
  readonly officer: Officer
  /** of the database, to hold steps */
  readonly connection: pg.ClientConfig
  readonly random: SeededRandom
}

export interface Forgetting {
  readonly person: Person
  /** null = not confirmed */
  readonly actionId: string | null
  /** where the instance that carried it out was killed */
  readonly killedAt: ForgetMoment | null
}

const LOOK_MS = 20
/** Leases of a frozen or killed instance end meanwhile. */
const WAIT_MS = 12_000

/**
 * Forgets a person through the API.
 * @param moment the instance that comes to this step is killed; null = none
 * @returns null = no person is left to forget, or the database is away
 */
export async function forgetSomebody(
  site: ForgetSite,
  moment: ForgetMoment | null,
): Promise<Forgetting | null> {
  const { people, random, connection, officer, fleet } = site
  const person = people.pick(random)
  if (person === null) return null
  const subjectId = await subjectOf(site.db, people.eventIdsOf(person)).catch(() => null)
  if (subjectId === null) return null
  const held = moment === null ? null : await holdForgetStep(connection, moment).catch(() => null)
  try {
    people.forgot(person)
    const actionId = await officer.forget(fleet.urls, subjectId)
    const killed = held === null ? null : await killWaiting(held, fleet)
    return { person, actionId, killedAt: killed === null ? null : moment }
  } finally {
    // The step is committed without its instance, or undone.
    await held?.release(random.pick(['goes on', 'is broken off'])).catch(() => undefined)
  }
}

/** Kills the instance whose statement waits at the step. */
async function killWaiting(held: HeldStep, fleet: Fleet): Promise<KeptInstance | null> {
  const end = performance.now() + WAIT_MS
  while (performance.now() < end) {
    const name = await held.waiting().catch(() => undefined)
    if (name === undefined) return null
    const instance = fleet.instances.find((one) => one.name === name)
    if (instance !== undefined && !instance.frozen()) {
      instance.kill()
      return instance
    }
    await setTimeout(LOOK_MS)
  }
  return null
}

async function subjectOf(db: pg.Pool, eventIds: readonly string[]): Promise<string | null> {
  const { rows } = await db.query<{ id: string }>(
    `select s.id from event e join subject s on s.id = e.subject_id
     where e.event_id = any($1) and s.forget_action is null limit 1`,
    [eventIds],
  )
  return rows[0]?.id ?? null
}
