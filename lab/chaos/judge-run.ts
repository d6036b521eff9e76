import type pg from 'pg'
import { settledOrTimeout } from '../../test/support/eventually.ts'
import { type AttemptVerdict, judgeAttempts } from './judge-attempts.ts'
import { judgeDeliveries } from './judge-deliveries.ts'
import { judgeTrace, type TraceVerdict } from './judge-trace.ts'
import {
  countMessages,
  countOpenLanes,
  readDeliveries,
  readDiscardedEvents,
  readEventCounts,
} from './stored-deliveries.ts'
import { readTrace } from './trace-line.ts'

/** The acknowledged events, by the senders' own records. */
export interface Acknowledged {
  readonly messageIds: readonly string[]
  readonly eventIds: readonly string[]
}

export interface RunVerdict extends AttemptVerdict, Omit<TraceVerdict, 'taken'> {
  /** events of acknowledged calls */
  readonly acknowledged: number
  readonly stored: number
  readonly handled: number
  /** acknowledged messages that are not there */
  readonly lostMessages: number
  /** events that are stored twice as new ones */
  readonly storedTwice: number
  readonly deliveries: number
  /** wait behind an event that was turned down, as they should */
  readonly waitingAsTheyShould: number
  /** deliveries in a wrong state, with examples */
  readonly wrongDeliveries: readonly string[]
  /** everything was handled within the time that it may take */
  readonly drained: boolean
}

/** Waits until nothing can run any more, then compares the promises with the database. */
export async function judgeRun(
  db: pg.Pool,
  acknowledged: Acknowledged,
  trace: string,
  drainMs: number,
): Promise<RunVerdict> {
  const drained = await settledOrTimeout(
    async () => (await countOpenLanes(db)) === 0,
    'all lanes',
    drainMs,
  ).then(
    () => true,
    () => false,
  )
  const deliveries = await readDeliveries(db)
  const { taken, ...effects } = judgeTrace(readTrace(trace), deliveries)
  const { handled, waiting, wrong, settledEvents } = judgeDeliveries(deliveries, taken)
  const counts = await readEventCounts(db)
  const discarded = await readDiscardedEvents(db)
  const { messageIds, eventIds } = acknowledged
  return {
    acknowledged: eventIds.length,
    stored: eventIds.filter((id) => counts.get(id) === 1).length,
    handled: eventIds.filter((id) => settledEvents.has(id) || discarded.has(id)).length,
    lostMessages: messageIds.length - (await countMessages(db, messageIds)),
    storedTwice: [...counts.values()].filter((count) => count > 1).length,
    deliveries: handled + waiting + wrong.length,
    waitingAsTheyShould: waiting,
    wrongDeliveries: wrong,
    drained,
    ...effects,
    ...(await judgeAttempts(db)),
  }
}

/** Each broken promise in a sentence; none = all were kept. */
export function brokenPromises(verdict: RunVerdict): string[] {
  const broken: string[] = []
  const expectNone = (count: number, what: string) => {
    if (count !== 0) broken.push(`${count} ${what}`)
  }
  expectNone(verdict.acknowledged - verdict.stored, 'acknowledged events that are not stored once')
  expectNone(verdict.acknowledged - verdict.handled, 'acknowledged events that were not handled')
  expectNone(verdict.lostMessages, 'acknowledged messages that are not stored')
  expectNone(verdict.storedTwice, 'events stored twice as new ones')
  expectNone(verdict.wrongDeliveries.length, 'deliveries that are not what they should be')
  expectNone(verdict.orderViolations, 'effects out of their order')
  expectNone(verdict.unmarkedRepeats, 'repeated effects whose attempt did not say so')
  expectNone(verdict.sharedFences, 'effects under a fence that was used before')
  expectNone(verdict.unknown, 'effects of what is not stored')
  expectNone(verdict.doubleLeases.length, 'times that a lane had two leases at once')
  expectNone(verdict.overlaps, 'runs that began before their predecessor had ended')
  expectNone(verdict.miscounted, 'deliveries whose attempts are not all there')
  expectNone(verdict.wrongLanes, 'lanes whose counters do not fit')
  if (!verdict.drained) broken.push('not everything was handled in time')
  // The head of a lane explains more than the deliveries behind it.
  const heads = verdict.wrongDeliveries.filter((one) => !one.includes(' is waiting'))
  const examples = [...heads.slice(0, 5), ...verdict.doubleLeases.slice(0, 5)]
  return broken.concat(examples.map((example) => `  ${example}`))
}
