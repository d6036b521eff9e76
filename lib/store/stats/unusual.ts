import type { DurabilityRisk } from '../../states.ts'
import type { HandlerSummary } from '../queries/list-handlers.ts'
import type { TypeWithoutHandler } from './types-without-handler.ts'

/** An unusual condition for the overview. */
export interface Unusual {
  readonly kind:
    | DurabilityRisk
    | 'parked'
    | 'refusals'
    | 'circuit_open'
    | 'handler_held'
    | 'handler_retired'
    | 'no_handler'
    | 'no_events'
  readonly handler?: string
  /** type of events without a handler; empty = events without a type */
  readonly type?: string
  /** parked: subjects; refusals: calls; handler kinds: waiting deliveries; no_handler: events */
  readonly count?: number
  readonly since?: Date
}

export interface UnusualFacts {
  readonly risks: readonly DurabilityRisk[]
  readonly handlers: readonly HandlerSummary[]
  readonly parkedSubjects: number
  readonly unseenRefusals: number
  /** event types without a handler, most frequent first */
  readonly typesWithoutHandler: readonly TypeWithoutHandler[]
  readonly lastEventAt: Date | null
}

/** Limit of listed types; the page shows the number of events beside its types. */
const MAX_TYPES = 5
/** Two days without events are unusual. */
const SILENT_MS = 48 * 3_600_000

/** Pure: unusual conditions, worst first: loss, parked, refusals, no handler, waiting, silence. */
export function unusualOf(
  {
    risks,
    handlers,
    parkedSubjects,
    unseenRefusals,
    typesWithoutHandler,
    lastEventAt,
  }: UnusualFacts,
  now: Date,
): Unusual[] {
  const ofHandlers = handlers.flatMap(unusualHandler)
  const ofKind = (wanted: Unusual['kind']) => ofHandlers.filter(({ kind }) => kind === wanted)
  return [
    ...risks.map((kind) => ({ kind })),
    ...(parkedSubjects > 0 ? [{ kind: 'parked' as const, count: parkedSubjects }] : []),
    ...(unseenRefusals > 0 ? [{ kind: 'refusals' as const, count: unseenRefusals }] : []),
    ...typesWithoutHandler
      .slice(0, MAX_TYPES)
      .map(({ type, events }) => ({ kind: 'no_handler' as const, type, count: events })),
    ...ofKind('circuit_open'),
    ...ofKind('handler_held'),
    ...ofKind('handler_retired'),
    ...silence(lastEventAt, now),
  ]
}

/** Reports a retired handler only while deliveries wait for it, like its alert. */
function unusualHandler(handler: HandlerSummary): Unusual[] {
  const { name, state, circuit, retiredAt } = handler
  const count = openDeliveries(handler)
  if (state === 'held') return [{ kind: 'handler_held', handler: name, count }]
  if (state === 'open') {
    const since = circuit.openedAt === null ? {} : { since: new Date(circuit.openedAt) }
    return [{ kind: 'circuit_open', handler: name, count, ...since }]
  }
  return retiredAt !== null && count > 0
    ? [{ kind: 'handler_retired', handler: name, count, since: retiredAt }]
    : []
}

/** All unsettled deliveries. */
function openDeliveries({
  waiting,
  scheduled,
  parkedLanes,
  waitingBehindParked,
}: HandlerSummary): number {
  return waiting + scheduled + parkedLanes + waitingBehindParked
}

function silence(lastEventAt: Date | null, now: Date): Unusual[] {
  const isSilent = lastEventAt !== null && now.getTime() - lastEventAt.getTime() > SILENT_MS
  return isSilent ? [{ kind: 'no_events', since: lastEventAt }] : []
}
