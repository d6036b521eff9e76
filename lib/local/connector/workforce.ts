import type { Pair, PlannedEvent } from './planned-call.ts'
import type { SeededRandom } from './seeded-random.ts'

export const HIRE = 'com.successfactors.Employment.AssignmentInformation.Hire'
export const REHIRE = 'com.successfactors.Employment.AssignmentInformation.ReHire'
export const TERMINATION = 'com.successfactors.Employment.AssignmentInformation.Termination'
export const MANAGER_CHANGED = 'com.successfactors.Employment.JobInformation.ManagerChanged'
const SPOT_AWARD = 'com.successfactors.Rewards.SpotAward.Given'

/** Properties that all events of a message share. */
export interface Occasion {
  /** epoch milliseconds of the notification */
  readonly publishedAt: number
  readonly effective: 'current' | 'future'
}

interface Person {
  readonly userId: string
  readonly perPersonUuid: string
  employed: boolean
  records: number
}

/** The people of an invented company. */
export interface Workforce {
  /** Up to `most` different people who are employed, or are not; possibly none. */
  some(wanted: { employed: boolean; most: number }): Person[]
  /** A new person; `known: false` hides the person from `some`. */
  newcomer(options?: { known: boolean }): Person
  event(type: string, person: Person, occasion: Occasion): PlannedEvent
  /** An event that no handler takes. */
  spotAward(occasion: Occasion): PlannedEvent
}

const DAY_MS = 24 * 60 * 60 * 1_000
/** Longest time between an event and its notification (ms). */
const LAG_MS = 9_000

export function createWorkforce(seed: number, random: SeededRandom): Workforce {
  const people: Person[] = []
  const range = 100_000 + (seed % 900_000)
  let named = 0

  function newcomer({ known } = { known: true }): Person {
    named += 1
    const userId = `${range}${String(named).padStart(4, '0')}`
    const person = { userId, perPersonUuid: random.hex32(), employed: false, records: 0 }
    if (known) people.push(person)
    return person
  }

  function event(type: string, person: Person, occasion: Occasion): PlannedEvent {
    person.records += 1
    if (type === HIRE || type === REHIRE) person.employed = true
    if (type === TERMINATION) person.employed = false
    const startDate = dateFor(occasion, random)
    const { userId, perPersonUuid, records } = person
    const keys: Pair[] = [
      ['userId', userId],
      ['startDate', startDate],
      ['seqNumber', String(records)],
    ]
    const others = people.filter((other) => other !== person)
    const manager = others[random.integer(0, Math.max(0, others.length - 1))]?.userId ?? '100000'
    const params: Pair[] =
      type === MANAGER_CHANGED
        ? [['managerId', manager]]
        : [
            ['personIdExternal', userId],
            ['perPersonUuid', perPersonUuid],
          ]
    return {
      eventId: random.uuid(),
      type,
      entityType: 'EmpJob',
      effective: occasion.effective,
      startDate,
      publishedAt: occasion.publishedAt - random.integer(0, LAG_MS),
      keys,
      params,
      person: userId,
      account: 'changed',
    }
  }

  return {
    some({ employed, most }) {
      const candidates = people.filter((person) => person.employed === employed)
      const first = random.integer(0, Math.max(0, candidates.length - 1))
      return candidates.slice(first, first + most)
    },
    newcomer,
    event,
    spotAward(occasion) {
      const externalCode = random.hex32()
      return {
        eventId: random.uuid(),
        type: SPOT_AWARD,
        entityType: 'SpotAward',
        effective: occasion.effective,
        startDate: dateFor(occasion, random),
        publishedAt: occasion.publishedAt - random.integer(0, LAG_MS),
        keys: [['externalCode', externalCode]],
        params: [],
        person: externalCode,
        account: 'changed',
      }
    },
  }
}

function dateFor({ publishedAt, effective }: Occasion, random: SeededRandom): string {
  const days = effective === 'future' ? random.integer(2, 60) : -random.integer(0, 20)
  return new Date(publishedAt + days * DAY_MS).toISOString().slice(0, 10)
}
