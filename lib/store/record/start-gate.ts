import type { StartedDelivery, StartedWithoutEvent } from './started-delivery.ts'

/** A reserved slot of a handler in this process. It counts as running until used or given back. */
export interface ReservedSlot {
  /**
   * Runs a delivery after its start is committed.
   * @param requestedAt time of the lease request, by the dispatcher's clock (ms)
   */
  start(delivery: StartedDelivery, requestedAt: number): void
  /** Does nothing if the slot is already used or given back. */
  giveBack(): void
}

/** A delivery that a recording starts if its lane is idle, with its reserved slot. */
export interface PossibleStart {
  readonly slot: ReservedSlot
  readonly delivery: Omit<StartedWithoutEvent, 'lease' | 'late'>
}

/** A delivery that a recording started, with its reserved slot. */
export interface RecordedStart {
  readonly slot: ReservedSlot
  readonly delivery: StartedWithoutEvent
}

/** The dispatcher's interface for recordings that start deliveries. */
export interface StartGate {
  /** @returns null = the delivery waits for a claim */
  reserve(handlerId: number): ReservedSlot | null
  /**
   * Runs deliveries after their starts are committed and their callers are answered.
   * @param requestedAt time of the lease request, by the dispatcher's clock (ms)
   */
  start(starts: readonly RecordedStart[], requestedAt: number): void
}
