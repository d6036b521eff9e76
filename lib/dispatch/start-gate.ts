import type { RecordedStart, StartGate } from '../store/record/start-gate.ts'
import type { StartedDelivery, StartedWithoutEvent } from '../store/record/started-delivery.ts'

export interface StartGateOptions {
  readonly reserve: StartGate['reserve']
  /** Adds the events of started deliveries. */
  readonly read: (started: readonly StartedWithoutEvent[]) => Promise<StartedDelivery[]>
  readonly onFailure: (error: unknown) => void
}

/** Passes deliveries that recordings started to the dispatcher, after the answers to their callers. */
export function createStartGate({ reserve, read, onFailure }: StartGateOptions): StartGate {
  async function run({ slot, delivery }: RecordedStart, requestedAt: number): Promise<void> {
    try {
      const [started] = await read([delivery])
      if (started !== undefined) slot.start(started, requestedAt)
    } finally {
      // Without its event the attempt is abandoned: the lane is due again when the lease ends.
      slot.giveBack()
    }
  }
  return {
    reserve,
    start(starts, requestedAt) {
      // The answers are written in this turn of the event loop.
      setImmediate(() => {
        // One by one: reading one body from the database must not delay other starts.
        for (const start of starts) run(start, requestedAt).catch(onFailure)
      })
    },
  }
}
