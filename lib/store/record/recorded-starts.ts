import { failureOf } from '../db/sql-state.ts'
import type { Queryable } from '../db/statement.ts'
import { resumeStarts } from './resume-starts.ts'
import type { PossibleStart, RecordedStart, ReservedSlot, StartGate } from './start-gate.ts'

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
  reserve(handlerId: number): ReservedSlot | null
  /** The statements for these messages are sent. They may start these deliveries. */
  sent(messageIds: readonly string[], possible: readonly PossibleStart[]): void
  committed(started: readonly RecordedStart[]): void
  failed(error: unknown): void
}

/** Possible starts of one message in writes with unknown outcome. */
interface Unknown {
  readonly messageId: string
  readonly starts: readonly PossibleStart[]
  /** latest end of their leases (ms) */
  readonly until: number
  readonly timer: NodeJS.Timeout
}

/**
 * Keeps the slots of deliveries that recordings start. If the answer of a commit is lost, they stay
 * reserved until a later write finds the message or the lease ends.
 */
export function createRecordedStarts(options: RecordedStartsOptions) {
  const { gate, instanceId, leaseMs, now } = options
  const unknown = new Map<string, Unknown>()
  /** messages that a write has found, with leases that could not be renewed yet */
  const notResumed = new Set<string>()

  function remember(messageId: string, starts: readonly PossibleStart[], until: number): void {
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
    for (const { starts } of take(messageIds)) for (const { slot } of starts) slot.giveBack()
  }

  return {
    /** Call it before the first statement of the write: leases count from here. */
    begin(): StartsOfWrite {
      const requestedAt = now()
      return startsOfWrite(gate, requestedAt, forget, (messageId, starts) => {
        // The earlier write may still commit. One slot is enough for the same delivery.
        const earlier = take([messageId]).flatMap((entry) => entry.starts)
        const others = earlier.filter((start) => {
          const isSame = starts.some((other) => isSameDelivery(start, other))
          if (isSame) start.slot.giveBack()
          return !isSame
        })
        remember(messageId, [...others, ...starts], requestedAt + leaseMs)
      })
    },
    /**
     * Renews the leases of deliveries that earlier writes of these messages started, and runs them. Never
     * rejects: the messages are committed. The next call tries again until the leases end.
     */
    async resume(client: Queryable, messageIds: readonly string[]): Promise<void> {
      const requestedAt = now()
      const entries = take(new Set([...messageIds, ...notResumed]))
      const starts = entries.flatMap((entry) => entry.starts)
      if (starts.length === 0) return
      const deliveries = starts.map(({ delivery }) => delivery)
      try {
        const ours = await resumeStarts(client, instanceId, leaseMs, deliveries)
        const resumed: RecordedStart[] = []
        starts.forEach(({ slot, delivery }, index) => {
          const born = ours.get(index)
          if (born === undefined) slot.giveBack()
          else resumed.push({ slot, delivery: { ...delivery, ...born } })
        })
        if (resumed.length > 0) gate.start(resumed, requestedAt)
      } catch (error) {
        const renewed = mayHaveCommitted(error) ? requestedAt + leaseMs : 0
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
 * @param keep keeps the possible starts of a message in a write with unknown outcome
 */
function startsOfWrite(
  gate: StartGate,
  requestedAt: number,
  forget: (messageIds: readonly string[]) => void,
  keep: (messageId: string, starts: readonly PossibleStart[]) => void,
): StartsOfWrite {
  const slots: ReservedSlot[] = []
  let sent: readonly string[] = []
  let possible: readonly PossibleStart[] = []
  return {
    reserve(handlerId) {
      const slot = gate.reserve(handlerId)
      if (slot !== null) slots.push(slot)
      return slot
    },
    sent(messageIds, starts) {
      sent = messageIds
      possible = starts
    },
    committed(started) {
      if (started.length > 0) gate.start(started, requestedAt)
      const used = new Set(started.map(({ slot }) => slot))
      for (const slot of slots) if (!used.has(slot)) slot.giveBack()
      forget(sent)
    },
    failed(error) {
      const isUnknown = mayHaveCommitted(error)
      const kept = new Set(isUnknown ? possible.map(({ slot }) => slot) : [])
      for (const slot of slots) if (!kept.has(slot)) slot.giveBack()
      if (!isUnknown) return
      const byMessage = Map.groupBy(possible, ({ delivery }) => delivery.messageId)
      for (const [messageId, starts] of byMessage) keep(messageId, starts)
    },
  }
}

/** Of two possible starts of one message. */
function isSameDelivery({ delivery: a }: PossibleStart, { delivery: b }: PossibleStart): boolean {
  return a.ordinal === b.ordinal && a.handlerId === b.handlerId
}

/** After a conflict or a data error, the server has rolled back. */
function mayHaveCommitted(error: unknown): boolean {
  const failure = failureOf(error)
  return failure === 'unavailable' || failure === 'slow'
}
