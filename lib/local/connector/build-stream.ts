import { randomStyle } from './message-style.ts'
import type { PlannedCall, PlannedEvent, PlannedMessage } from './planned-call.ts'
import { createRandom, type SeededRandom } from './seeded-random.ts'
import {
  createWorkforce,
  HIRE,
  MANAGER_CHANGED,
  type Occasion,
  type Person,
  REHIRE,
  TERMINATION,
  type Workforce,
} from './workforce.ts'
import { writeEnvelope } from './write-envelope.ts'

export interface StreamOptions {
  /** calls in all, at least 20 */
  readonly count: number
  /** the same seed gives the same stream; another one other people and other ids */
  readonly seed: number
  /** epoch milliseconds: the last notification is published then */
  readonly now: number
}

const FEWEST = 20
const SOAP = 'text/xml; charset=UTF-8'
const UNKNOWN_TYPE = 'com.successfactors.Rewards.SpotAward.Given'
const NO_MESSAGE =
  '<soap:Envelope xmlns:soap="http://schemas.xmlsoap.org/soap/envelope/"><soap:Body><status>down for maintenance</status></soap:Body></soap:Envelope>'
/** Between two notifications: longer than an event waits for its own. */
const STEP_MS = 10_000

/** Calls that stand in the stream once, at this share of its length. */
const ONCE = {
  refused: 0.3,
  undecodable: 0.45,
  stranger: 0.5,
  json: 0.6,
  behindStranger: 0.7,
  nobody: 0.8,
} as const

type Slot = keyof typeof ONCE | 'newcomers' | 'repeat' | 'unknownType' | 'employment'

/**
 * Plans the calls of a connector for an invented company: hires, rehires, terminations, changes of
 * manager, in both contracts, some with several people, some for a later day; and everything that a
 * receiver has to cope with. Pure.
 */
export function buildStream({ count, seed, now }: StreamOptions): PlannedCall[] {
  if (count < FEWEST) throw new RangeError(`expected at least ${FEWEST} calls, got ${count}`)
  const random = createRandom(seed)
  const workforce = createWorkforce(seed, random)
  const stranger = workforce.newcomer({ known: false })
  const sent: PlannedMessage[] = []
  const calls: PlannedCall[] = []
  const send = (message: PlannedMessage) => {
    sent.push(message)
    return soapCall(message, random)
  }
  for (let index = 0; index < count; index += 1) {
    const publishedAt = now - (count - 1 - index) * STEP_MS
    const occasion: Occasion = {
      publishedAt,
      effective: random.chance(0.15) ? 'future' : 'current',
    }
    const one = (type: string, person: Person) => [workforce.event(type, person, occasion)]
    const message = (events: readonly PlannedEvent[]) => messageOf(events, occasion, random)
    calls.push(callFor(slotOf(index, count)))

    function callFor(slot: Slot): PlannedCall {
      switch (slot) {
        case 'refused': {
          const call = soapCall(message(one(HIRE, workforce.newcomer({ known: false }))), random)
          return { ...call, expect: 'refused', token: 'altered', events: [], people: [] }
        }
        case 'undecodable':
          return { ...plainCall(NO_MESSAGE), expect: 'undecodable' }
        case 'json':
          return jsonCall(one(MANAGER_CHANGED, anEmployee(workforce)))
        case 'stranger':
          return send(message(marked('refused', one(TERMINATION, stranger))))
        case 'behindStranger':
          return send(message(marked('behind', one(REHIRE, stranger))))
        case 'nobody':
          return send(message(one(HIRE, workforce.newcomer({ known: false })).map(withoutUserId)))
        case 'repeat':
          return repeatOf(random.pick(sent as [PlannedMessage, ...PlannedMessage[]]), random)
        case 'unknownType':
          return send(message([spotAward(random, occasion)]))
        case 'newcomers':
          return send(message(hires(workforce, random, occasion)))
        case 'employment':
          return send(message(employment(workforce, random, occasion)))
      }
    }
  }
  return calls
}

function slotOf(index: number, count: number): Slot {
  for (const [slot, share] of Object.entries(ONCE)) {
    if (Math.floor(share * count) === index) return slot as Slot
  }
  if (index < count / 10) return 'newcomers'
  if (index % 20 === 19) return 'repeat'
  return index % 33 === 20 ? 'unknownType' : 'employment'
}

/** What happens in a company: one type a message, now and then to several people at once. */
function employment(workforce: Workforce, random: SeededRandom, occasion: Occasion) {
  const most = random.chance(0.1) ? random.integer(2, 5) : 1
  const [type, employed] = random.pick([
    [HIRE, null],
    [MANAGER_CHANGED, true],
    [TERMINATION, true],
    [REHIRE, false],
  ] as const)
  const people = employed === null ? [] : workforce.some(employed, most)
  if (people.length === 0) return hires(workforce, random, occasion)
  return people.map((person) => workforce.event(type, person, occasion))
}

function hires(workforce: Workforce, random: SeededRandom, occasion: Occasion): PlannedEvent[] {
  const count = random.chance(0.1) ? random.integer(2, 5) : 1
  return Array.from({ length: count }, () =>
    workforce.event(HIRE, workforce.newcomer(), occasion),
  )
}

function anEmployee(workforce: Workforce): Person {
  const [employee] = workforce.some(true, 1)
  return employee ?? workforce.newcomer()
}
