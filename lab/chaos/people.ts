import type { SeededRandom } from '../../lib/local/connector/seeded-random.ts'
import { type PlannedCall, planCall } from './traffic.ts'

/** Each text is unlike any other one of a run, so that it can be looked for. */
export interface Person {
  readonly userId: string
  readonly name: string
}

/** The people of a run. A forgotten person is replaced by another one. */
export interface People {
  /** Events of the people of today, and some of those who are forgotten. */
  plan(): PlannedCall
  /** a person with planned events who was not forgotten; null = none yet */
  pick(random: SeededRandom): Person | null
  /** The next events of this number are about another person. */
  forgot(person: Person): void
  /** ids of all events planned of a person */
  eventIdsOf(person: Person): readonly string[]
  all(): readonly Person[]
}

/** Events of forgotten people, which still come. */
const FORMER_SHARE = 0.05

const LENGTH = 20
const [FIRST, ...OTHERS] = [
  ...'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789',
] as [string, ...string[]]

/** Eight of its characters in a row are enough to find it: as hexadecimal digits, others would have them, too. */
function textOf(random: SeededRandom): string {
  return Array.from({ length: LENGTH }, () => random.pick([FIRST, ...OTHERS])).join('')
}

export function createPeople(random: SeededRandom): People {
  const today = new Map<number, Person>()
  const former: Person[] = []
  const eventIds = new Map<Person, string[]>()

  function add(number: number): Person {
    const person = { userId: textOf(random), name: textOf(random) }
    today.set(number, person)
    eventIds.set(person, [])
    return person
  }

  function choose(number: number): Person {
    const [first, ...others] = former
    if (first !== undefined && random.chance(FORMER_SHARE)) return random.pick([first, ...others])
    return today.get(number) ?? add(number)
  }

  return {
    plan: () =>
      planCall(random, (number, eventId) => {
        const person = choose(number)
        eventIds.get(person)?.push(eventId)
        return { userId: person.userId, params: { lastName: person.name } }
      }),
    pick(chooser) {
      const [first, ...others] = today.values()
      return first === undefined ? null : chooser.pick([first, ...others])
    },
    forgot(person) {
      for (const [number, one] of today) if (one === person) today.delete(number)
      former.push(person)
    },
    eventIdsOf: (person) => eventIds.get(person) ?? [],
    all: () => [...eventIds.keys()],
  }
}

export function valuesOf({ userId, name }: Person): readonly string[] {
  return [userId, name]
}
