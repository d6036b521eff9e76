import type { ClientBase } from 'pg'
import { failureOf } from './sql-state.ts'
import type { RecordedStart, ReservedPlace, StartGate } from './start-gate.ts'
import { resumeStarts } from './statements/resume-starts.ts'

export interface RecordedStartsOptions {
  readonly gate: StartGate
  readonly instanceId: string
  readonly leaseMs: number
  /** the dispatcher's clock (ms) */
  readonly now: () => number
}

/** The starts of one write of a batch: reserved before its statements, used or given back after its commit. */
export interface StartsOfWrite {
  /** @returns null = the delivery has to wait for a claim */
  reserve(handlerId: number): ReservedPlace | null
  /**
   * The lanes of these messages are locked. Starts of an earlier write of them are kept all the same:
   * its commit may just have become visible, and then this write fails.
   */
  lanesLocked(messageIds: readonly string[], starts: readonly RecordedStart[]): void
  /** Renews the leases of what an earlier write of these messages has started, inside the transaction. */
  resume(client: ClientBase, messageIds: readonly string[]): Promise<void>
  committed(): void
  failed(error: unknown): void
}

/** Starts of a write whose outcome is not known. */
interface Unknown {
  readonly starts: readonly RecordedStart[]
  readonly timer: NodeJS.Timeout
}

/**
 * Keeps the places of deliveries that recordings start. If the answer of a commit is lost, they are kept
 * until a later write finds the message, or until the lease is over.
 */
export function createRecordedStarts(options: RecordedStartsOptions) {
  const { gate, instanceId, leaseMs, now } = options
  const unknown = new Map<string, Unknown>()

  function remember(starts: readonly RecordedStart[], asked: number): void {
    const byMessage = Map.groupBy(starts, ({ delivery }) => delivery.messageId)
    for (const [messageId, ofMessage] of byMessage) {
      const timer = setTimeout(() => forget([messageId]), asked + leaseMs - now())
      timer.unref()
      unknown.set(messageId, { starts: ofMessage, timer })
    }
  }

  /** @param used places that are not given back */
  function forget(messageIds: readonly string[], used = new Set<ReservedPlace>()): void {
    for (const messageId of messageIds) {
      const entry = unknown.get(messageId)
      if (entry === undefined) continue
      clearTimeout(entry.timer)
      unknown.delete(messageId)
      for (const { place } of entry.starts) if (!used.has(place)) place.giveBack()
    }
  }

  return {
    /** Must be called before the first statement of the write: leases are counted from here. */
    begin(): StartsOfWrite {
      const asked = now()
      const places: ReservedPlace[] = []
      let joined: readonly string[] = []
      let started: readonly RecordedStart[] = []
      let found: readonly string[] = []
      let resumed: readonly RecordedStart[] = []
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
        async resume(client, messageIds) {
          const starts = messageIds.flatMap((id) => unknown.get(id)?.starts ?? [])
          if (starts.length === 0) return
          const deliveries = starts.map(({ delivery }) => delivery)
          const ours = await resumeStarts(client, instanceId, leaseMs, deliveries)
          found = messageIds
          resumed = starts.filter((_, index) => ours.has(index))
        },
        committed() {
          const starts = [...started, ...resumed]
          if (starts.length > 0) gate.start(starts, asked)
          const used = new Set(starts.map(({ place }) => place))
          for (const place of places) if (!used.has(place)) place.giveBack()
          forget(joined)
          forget(found, used)
        },
        failed(error) {
          const isUnknown = mayHaveCommitted(error)
          const kept = new Set(isUnknown ? started.map(({ place }) => place) : [])
          for (const place of places) if (!kept.has(place)) place.giveBack()
          if (!isUnknown) return
          forget(joined)
          remember(started, asked)
        },
      }
    },
  }
}

/** A server that reports a conflict or bad data has rolled the transaction back. */
function mayHaveCommitted(error: unknown): boolean {
  const failure = failureOf(error)
  return failure === 'unavailable' || failure === 'slow'
}
