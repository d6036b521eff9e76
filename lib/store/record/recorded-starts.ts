import type { ClientBase } from 'pg'
import { failureOf } from '../db/sql-state.ts'
import { resumeStarts } from './resume-starts.ts'
import type { RecordedStart, ReservedPlace, StartGate } from './start-gate.ts'

export interface RecordedStartsOptions {
  readonly gate: StartGate
  readonly instanceId: string
  readonly leaseMs: number
  /** the dispatcher's clock (ms) */
  readonly now: () => number
  readonly onResumeFailed: (error: unknown) => void
}

/** The starts of one batch write: reserved before its statements, used or released after its commit. */
export interface StartsOfWrite {
  /** @returns null = the delivery waits for a claim */
  reserve(handlerId: number): ReservedPlace | null
  /**
   * The lanes of these messages are locked. Starts of an earlier write are still kept: its commit may
   * become visible only now, and then this write fails.
   */
  lanesLocked(messageIds: readonly string[], starts: readonly RecordedStart[]): void
  committed(): void
  failed(error: unknown): void
}

/** Starts of one message in a write with unknown outcome. */
interface Unknown {
  readonly messageId: string
  readonly starts: readonly RecordedStart[]
  /** latest end of their leases (ms) */
  readonly until: number
  readonly timer: NodeJS.Timeout
}

/**
 * Keeps the places of deliveries that recordings start. If the answer of a commit is lost, they stay
 * reserved until a later write finds the message or the lease ends.
 */
export function createRecordedStarts(options: RecordedStartsOptions) {
  const { gate, instanceId, leaseMs, now } = options
  const unknown = new Map<string, Unknown>()
  /** messages that a write has found, with leases that could not be renewed yet */
  const notResumed = new Set<string>()

  function remember(messageId: string, starts: readonly RecordedStart[], until: number): void {
    const timer = setTimeout(() => forget([messageId]), until - now())
    timer.unref()
    unknown.set(messageId, { messageId, starts, until, timer })
  }

  function take(messageIds: Iterable<string>): Unknown[] {
    return [...messageIds].flatMap((messageId) => {
      const entry = unknown.get(messageId)
      if (entry === undefined) return []
      clearTimeout(entry.timer)
      unknown.delete(messageId)
      notResumed.delete(messageId)
      return [entry]
    })
  }

  function forget(messageIds: readonly string[]): void {
    for (const { starts } of take(messageIds)) for (const { place } of starts) place.giveBack()
  }

  return {
    /** Call it before the first statement of the write: leases count from here. */
    begin(): StartsOfWrite {
      const asked = now()
      return startsOfWrite(gate, asked, forget, (messageId, starts) =>
        remember(messageId, starts, asked + leaseMs),
      )
    },
    /**
     * Renews the leases of deliveries that earlier writes of these messages started, and runs them. Never
     * rejects: the messages are committed. The next call tries again until the leases end.
     */
    async resume(client: Pick<ClientBase, 'query'>, messageIds: readonly string[]): Promise<void> {
      const asked = now()
      const entries = take(new Set([...messageIds, ...notResumed]))
      const starts = entries.flatMap((entry) => entry.starts)
      if (starts.length === 0) return
      const deliveries = starts.map(({ delivery }) => delivery)
      try {
        const ours = await resumeStarts(client, instanceId, leaseMs, deliveries)
        const resumed = starts.filter((_, index) => ours.has(index))
        if (resumed.length > 0) gate.start(resumed, asked)
        starts.forEach(({ place }, index) => {
          if (!ours.has(index)) place.giveBack()
        })
      } catch (error) {
        const renewed = mayHaveCommitted(error) ? asked + leaseMs : 0
        for (const entry of entries) {
          remember(entry.messageId, entry.starts, Math.max(entry.until, renewed))
          notResumed.add(entry.messageId)
        }
        options.onResumeFailed(error)
      }
    },
  }
}

/**
 * @param forget releases the kept starts of messages
 * @param keep keeps the starts of a message in a write with unknown outcome
 */
function startsOfWrite(
  gate: StartGate,
  asked: number,
  forget: (messageIds: readonly string[]) => void,
  keep: (messageId: string, starts: readonly RecordedStart[]) => void,
): StartsOfWrite {
  const places: ReservedPlace[] = []
  let joined: readonly string[] = []
  let started: readonly RecordedStart[] = []
  return {
    reserve(handlerId) {
      const place = gate.reserve(handlerId)
      if (place !== null) places.push(place)
      return place
    },
    lanesLocked(messageIds, starts) {
      joined = messageIds
      started = starts
    },
    committed() {
      if (started.length > 0) gate.start(started, asked)
      const used = new Set(started.map(({ place }) => place))
      for (const place of places) if (!used.has(place)) place.giveBack()
      forget(joined)
    },
    failed(error) {
      const isUnknown = mayHaveCommitted(error)
      const kept = new Set(isUnknown ? started.map(({ place }) => place) : [])
      for (const place of places) if (!kept.has(place)) place.giveBack()
      if (!isUnknown) return
      forget(joined)
      const byMessage = Map.groupBy(started, ({ delivery }) => delivery.messageId)
      for (const [messageId, starts] of byMessage) keep(messageId, starts)
    },
  }
}

/** After a conflict or a data error, the server has rolled back. */
function mayHaveCommitted(error: unknown): boolean {
  const failure = failureOf(error)
  return failure === 'unavailable' || failure === 'slow'
}
