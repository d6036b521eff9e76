import {
  alteredTokenCall,
  jsonCall,
  type PlannedCall,
  type PlannedEvent,
  type PlannedMessage,
  repeatCall,
  soapCall,
  undecodableCall,
} from './planned-call.ts'
import { createRandom, type SeededRandom } from './seeded-random.ts'
import {
  createWorkforce,
  HIRE,
  MANAGER_CHANGED,
  type Occasion,
  REHIRE,
  TERMINATION,
  type Workforce,
} from './workforce.ts'

export interface StreamOptions {
  /** number of calls, at least 20 */
  readonly count: number
  /** the same seed gives the same stream */
  readonly seed: number
  /** epoch milliseconds of the last notification */
  readonly now: number
}

const FEWEST = 20
/** Time between two notifications: longer than an event waits for its own. */
const STEP_MS = 10_000

/** Calls that occur once, and their place in the stream. */
const ONCE = {
  alteredToken: 0.3,
  undecodable: 0.45,
  stranger: 0.5,
  json: 0.6,
  strangerAgain: 0.7,
  nobody: 0.8,
} as const

type Slot = keyof typeof ONCE | 'hires' | 'duplicate' | 'unknownType' | 'employment'

/**
 * Plans the calls of a connector for an invented company: hires, rehires, terminations and changes
 * of manager, in both contracts, some with several people or a future date, and everything else
 * that a receiver must handle. Pure.
 */
export function buildStream({ count, seed, now }: StreamOptions): PlannedCall[] {
  if (!(count >= FEWEST)) throw new RangeError(`expected at least ${FEWEST} calls, got ${count}`)
  const random = createRandom(seed)
  const workforce = createWorkforce(seed, random)
  const stranger = workforce.newcomer({ known: false })
  const sent: PlannedMessage[] = []

  function planCall(slot: Slot, occasion: Occasion): PlannedCall {
    const message = (events: readonly PlannedEvent[]) => messageOf(events, occasion, random)
    const send = (events: readonly PlannedEvent[]) => {
      const toSend = message(events)
      sent.push(toSend)
      return soapCall(toSend, random)
    }
    const event = (type: string, person = workforce.newcomer({ known: false })) =>
      workforce.event(type, person, occasion)
    switch (slot) {
      case 'alteredToken':
        return alteredTokenCall(message([event(HIRE)]), random)
      case 'undecodable':
        return undecodableCall()
      case 'json':
        return jsonCall(jsonEvent(workforce, occasion))
      case 'stranger':
        return send([{ ...event(TERMINATION, stranger), account: 'refused' }])
      case 'strangerAgain':
        return send([{ ...event(REHIRE, stranger), account: 'behind' }])
      case 'nobody':
        return send([withoutUserId(event(HIRE))])
      case 'duplicate':
        return repeatCall(random.pick(sent as [PlannedMessage, ...PlannedMessage[]]), random)
      case 'unknownType':
        return send([workforce.spotAward(occasion)])
      case 'hires':
        return send(hires(workforce, random, occasion))
      case 'employment':
        return send(employment(workforce, random, occasion))
    }
  }

  return Array.from({ length: count }, (_, index) =>
    planCall(slotOf(index, count), {
      publishedAt: now - (count - 1 - index) * STEP_MS,
      effective: random.chance(0.15) ? 'future' : 'current',
    }),
  )
}

function slotOf(index: number, count: number): Slot {
  for (const [slot, share] of Object.entries(ONCE)) {
    if (Math.floor(share * count) === index) return slot as Slot
  }
  if (index < count / 10) return 'hires'
  if (index % 20 === 19) return 'duplicate'
  return index % 33 === 20 ? 'unknownType' : 'employment'
}

function messageOf(
  events: readonly PlannedEvent[],
  { publishedAt }: Occasion,
  random: SeededRandom,
): PlannedMessage {
  return {
    contract: random.chance(0.2) ? 'v1' : 'v2',
    externalEventId: random.uuid(),
    type: events[0]?.type ?? '',
    publishedAt,
    publishedBy: random.pick(['10001', '10002', 'admin']),
    events,
  }
}

/** One type per message, sometimes for several people. */
function employment(workforce: Workforce, random: SeededRandom, occasion: Occasion) {
  const type = random.pick([HIRE, MANAGER_CHANGED, TERMINATION, REHIRE])
  if (type === HIRE) return hires(workforce, random, occasion)
  const people = workforce.some({ employed: type !== REHIRE, most: groupSize(random) })
  if (people.length === 0) return hires(workforce, random, occasion)
  return people.map((person) => workforce.event(type, person, occasion))
}

function hires(workforce: Workforce, random: SeededRandom, occasion: Occasion): PlannedEvent[] {
  return Array.from({ length: groupSize(random) }, () =>
    workforce.event(HIRE, workforce.newcomer(), occasion),
  )
}

function groupSize(random: SeededRandom): number {
  return random.chance(0.1) ? random.integer(2, 5) : 1
}

function jsonEvent(workforce: Workforce, occasion: Occasion): PlannedEvent {
  const [employee] = workforce.some({ employed: true, most: 1 })
  return employee === undefined
    ? workforce.event(HIRE, workforce.newcomer(), occasion)
    : workforce.event(MANAGER_CHANGED, employee, occasion)
}

/** An event without a userId. */
function withoutUserId(event: PlannedEvent): PlannedEvent {
  return { ...event, keys: event.keys.filter(([name]) => name !== 'userId'), account: 'refused' }
}
