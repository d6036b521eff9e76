import { matchesType } from '../../events/select-events.ts'
import type { PlannedCall, PlannedEvent } from '../../local/connector/planned-call.ts'
import type { HandlerTally, Tally } from './tally.ts'

export interface KnownHandler {
  readonly name: string
  /** event types or patterns */
  readonly on: readonly string[]
}

interface HandlerExpectation extends Pick<HandlerTally, 'completed' | 'parked' | 'behind'> {
  readonly deliveries: number
}

/** The expected result of a stream. */
export interface Expectation extends Omit<Tally, 'handlers'> {
  /** events without a handler */
  readonly untaken: number
  readonly handlers: Readonly<Record<string, HandlerExpectation>>
}

/** The stream contains events that this handler cannot process. */
const DIRECTORY_HANDLER = 'directory-account'

/** Computes the expected result from the plan. Pure. */
export function expectationOf(
  calls: readonly PlannedCall[],
  handlers: readonly KnownHandler[],
): Expectation {
  const count = (expect: PlannedCall['expect']) =>
    calls.filter((call) => call.expect === expect).length
  const events = calls.flatMap((call) => call.events)
  return {
    accepted: count('accepted'),
    duplicates: count('duplicate'),
    undecodable: count('undecodable'),
    refused: count('refused'),
    events: events.length,
    untaken: events.filter((event) => !handlers.some((handler) => takes(handler, event))).length,
    handlers: Object.fromEntries(
      handlers.map((handler) => [handler.name, expectationFor(handler, events)]),
    ),
  }
}

function expectationFor(
  handler: KnownHandler,
  events: readonly PlannedEvent[],
): HandlerExpectation {
  const taken = events.filter((event) => takes(handler, event))
  const count = (account: PlannedEvent['account']) =>
    taken.filter((event) => event.account === account).length
  if (handler.name !== DIRECTORY_HANDLER) {
    return { deliveries: taken.length, completed: taken.length, parked: 0, behind: 0 }
  }
  return {
    deliveries: taken.length,
    completed: count('changed'),
    parked: count('refused'),
    behind: count('behind'),
  }
}

function takes({ on }: KnownHandler, { type }: PlannedEvent): boolean {
  return on.some((pattern) => matchesType(pattern, type))
}

/** Differences between plan and result, as sentences; empty = none. */
export function shortfalls(expected: Expectation, actual: Tally): string[] {
  const found: string[] = []
  const compare = (what: string, wanted: number, came: number) => {
    if (wanted !== came) found.push(`${what}: ${wanted} expected, got ${came}`)
  }
  compare('accepted calls', expected.accepted, actual.accepted)
  compare('duplicates', expected.duplicates, actual.duplicates)
  compare('undecodable calls', expected.undecodable, actual.undecodable)
  compare('refused calls', expected.refused, actual.refused)
  compare('recorded events', expected.events, actual.events)
  for (const [name, wanted] of Object.entries(expected.handlers)) {
    const came = actual.handlers[name]
    compare(`${name}: completed`, wanted.completed, came?.completed ?? 0)
    compare(`${name}: parked`, wanted.parked, came?.parked ?? 0)
    compare(`${name}: waiting behind a parked one`, wanted.behind, came?.behind ?? 0)
    compare(`${name}: not settled`, 0, came?.moving ?? 0)
  }
  return found
}
