import type { RecordedStart, StartGate } from '../store/record/start-gate.ts'
import type { StartedDelivery, StartedWithoutEvent } from '../store/record/started-delivery.ts'

export interface StartGateOptions {
  readonly reserve: StartGate['reserve']
  /** Adds the events of started deliveries. */
  readonly read: (started: readonly StartedWithoutEvent[]) => Promise<StartedDelivery[]>
  readonly onFailure: (error: unknown) => void
}

/** Passes deliveries that recordings have started to the dispatcher, after their callers are answered. */
export function createStartGate({ reserve, read, onFailure }: StartGateOptions): StartGate {
  async function run({ place, delivery }: RecordedStart, asked: number): Promise<void> {
    try {
      const [started] = await read([delivery])
      if (started !== undefined) place.start(started, asked)
    } finally {
      // Without its event it is abandoned: its lane is due when the lease is over.
      place.giveBack()
    }
  }
  return {
    reserve,
    start(starts, asked) {
      // The answers are written in the turn of the event loop in which the commit is known.
      setImmediate(() => {
        // One by one: a body that has to be read from the database delays no other start.
        for (const start of starts) run(start, asked).catch(onFailure)
      })
    },
  }
}
