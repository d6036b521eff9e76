import type { StartedDelivery, StartedWithoutEvent } from './started-delivery.ts'

/** A handler's place in this process that must be used once or given back. It counts as running. */
export interface ReservedPlace {
  /**
   * Runs a delivery whose start is committed.
   * @param asked when its lease was asked for, by the dispatcher's clock (ms)
   */
  start(delivery: StartedDelivery, asked: number): void
  /** Does nothing when the place was used or given back before. */
  giveBack(): void
}

/** A delivery that a recording has started, and the place in which it will run. */
export interface RecordedStart {
  readonly place: ReservedPlace
  readonly delivery: StartedWithoutEvent
}

/** The dispatcher, as a recording that starts deliveries needs it. */
export interface StartGate {
  /** @returns null = the delivery has to wait for a claim */
  reserve(handlerId: number): ReservedPlace | null
  /**
   * Runs deliveries whose starts are committed, after the answers to their callers have been sent.
   * @param asked when their leases were asked for, by the dispatcher's clock (ms)
   */
  start(starts: readonly RecordedStart[], asked: number): void
}
