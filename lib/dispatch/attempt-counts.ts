import type { RegisteredHandler } from '../handlers/discover-handlers.ts'
import { INSTALLATION, type StatsCounts } from '../store/stats/add-counts.ts'
import { countDuration } from '../store/stats/duration-counts.ts'
import type { EndedAttempt } from './run-lane.ts'

/** A delivery that completed long after its receipt, possibly on purpose. */
export interface SlowDelivery {
  readonly messageId: string
  readonly ordinal: number
  readonly handlerId: number
  readonly ms: number
}

/** Counts of the attempts that ended since they were taken the last time. */
export interface TakenCounts {
  readonly counts: readonly StatsCounts[]
  readonly slow: readonly SlowDelivery[]
}

export interface AttemptCounts {
  count(attempt: EndedAttempt): void
  /** A lane parked without an attempt. */
  countParked(handlerId: number): void
  /** The rows that a handler's counts belong to: its own, and that of the installation. */
  rowsOf(handlerId: number): readonly number[]
  /** Starts again from zero. */
  take(): TakenCounts
}

/** A start date, a replay or a backfill explains longer times. */
const SLOW_MS = 60_000
/** More of them are counted without a question. */
const MAX_SLOW = 5_000
/** Ends of attempts that say nothing about the handler: our own pauses. */
const PAUSES: ReadonlySet<string | null> = new Set(['rate_limited', 'key_store_away'])

interface Tally {
  attempts: number
  failedAttempts: number
  completed: number
  failed: number
  lastRunAt: Date | null
  readonly runTimes: number[]
  readonly doneTimes: number[]
}

/**
 * Counts in memory for the charts: no statement for an attempt. A crash loses the counts of some seconds.
 * @param now milliseconds since 1970
 */
export function createAttemptCounts(
  handlers: readonly Pick<RegisteredHandler, 'id' | 'options'>[],
  now: () => number,
): AttemptCounts {
  const internal = new Set(
    handlers.filter(({ options }) => options.internal === true).map(({ id }) => id),
  )
  let tallies = new Map<number, Tally>()
  let slow: SlowDelivery[] = []

  function tallyOf(handlerId: number): Tally {
    const known = tallies.get(handlerId)
    if (known !== undefined) return known
    const sums = { attempts: 0, failedAttempts: 0, completed: 0, failed: 0 }
    const tally = { ...sums, lastRunAt: null, runTimes: [], doneTimes: [] }
    tallies.set(handlerId, tally)
    return tally
  }
  /** The numbers of the installation leave out the handlers of the service itself. */
  const rowsOf = (handlerId: number) =>
    internal.has(handlerId) ? [handlerId] : [INSTALLATION, handlerId]

  return {
    count({ handler, settlement, durationMs, settled }) {
      const { delivery, outcome, next, reasonCode } = settlement
      if (!settled.held || outcome === 'released' || PAUSES.has(reasonCode)) return
      const at = now()
      const ms = at - delivery.receivedAt.getTime()
      const isDone = next.state === 'completed' && delivery.run === 0 && delivery.isNotice !== true
      const asks = isDone && ms >= SLOW_MS && slow.length < MAX_SLOW
      for (const tally of rowsOf(handler.id).map(tallyOf)) {
        tally.attempts += 1
        if (outcome !== 'completed') tally.failedAttempts += 1
        if (next.state === 'completed') tally.completed += 1
        if (next.state === 'failed' && !settled.spared) tally.failed += 1
        tally.lastRunAt = new Date(at)
        countDuration(tally.runTimes, durationMs)
        if (isDone && !asks) countDuration(tally.doneTimes, Math.max(0, ms))
      }
      if (asks) {
        const { messageId, ordinal } = delivery
        slow.push({ messageId, ordinal, handlerId: handler.id, ms })
      }
    },
    countParked(handlerId) {
      for (const tally of rowsOf(handlerId).map(tallyOf)) tally.failed += 1
    },
    rowsOf,
    take() {
      const taken = { counts: [...tallies].map(([handlerId, of]) => ({ handlerId, ...of })), slow }
      tallies = new Map()
      slow = []
      return taken
    },
  }
}
