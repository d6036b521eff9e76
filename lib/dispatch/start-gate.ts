import type { RecordedStart, StartGate } from '../store/start-gate.ts'
import type { StartedDelivery, StartedWithoutEvent } from '../store/started-delivery.ts'

export interface StartGateOptions {
  readonly reserve: StartGate['reserve']
  /** Adds the events of started deliveries. */
  readonly read: (started: readonly StartedWithoutEvent[]) => Promise<StartedDelivery[]>
  readonly onFailure: (error: unknown) => void
}

/** Passes deliveries that recordings have started to the dispatcher, after their callers are answered. */
export function createStartGate({ reserve, read, onFailure }: StartGateOptions): StartGate {
  async function run(starts: readonly RecordedStart[], asked: number): Promise<void> {
    try {
      const deliveries = await read(starts.map(({ delivery }) => delivery))
      deliveries.forEach((delivery, index) => {
        starts[index]?.place.start(delivery, asked)
      })
    } finally {
      // Without their events they are abandoned: their lanes are due when the leases are over.
      for (const { place } of starts) place.giveBack()
    }
  }
  return {
    reserve,
    start(starts, asked) {
      // The answers are written in the turn of the event loop in which the commit is known.
      setImmediate(() => {
        run(starts, asked).catch(onFailure)
      })
    },
  }
}
