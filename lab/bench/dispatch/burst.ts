import { checkKept, waitUntilSettled } from '../arms/kept-messages.ts'
import { machineNow } from '../load/machine-clock.ts'
import { percentile } from '../load/percentile.ts'
import { hammer, sendPaced } from '../load/run-load.ts'
import { createDatabase } from '../stage/database.ts'
import { databaseWork, type WorkPerMessage, workPerMessage } from '../stage/database-work.ts'
import type { Stage } from '../stage/open-stage.ts'
import { startService } from '../stage/start-service.ts'
import { startedRuns, waitsOf } from './handler-starts.ts'

/**
 * Handlers with few places: a burst fills the places, so most deliveries of it wait and are claimed.
 * After the burst each message must cost as much as before, because recordings start deliveries again.
 */
export interface Burst {
  readonly concurrency: number
  readonly handlers: number
  readonly perSecond: number
  /** messages of the burst */
  readonly messages: number
  /** messages per second from the first call of the burst until everything was settled */
  readonly burstPerSecond: number
  readonly before: Pace
  readonly after: Pace
}

/** A steady pace that leaves places free. */
export interface Pace extends WorkPerMessage {
  /** from the answer at the sender to the start of a handler (ms) */
  readonly p50Ms: number
  readonly p99Ms: number
}

const HANDLERS = 2
const CONCURRENCY = 10
const PER_SECOND = 200
const WARM_UP_SECONDS = 3
const PACED_SECONDS = 6
const BURST_SECONDS = 4

export async function measureBurst(stage: Stage, profileFolder: string | null): Promise<Burst> {
  const database = await createDatabase(stage, 'burst')
  try {
    const options = { handlersDir: 'lab/bench/handlers/ten', profileFolder }
    const server = await startService(stage, database, options)
    const url = `${server.origin}/http/successfactors/events`
    let firstSequence = 0

    async function paced(seconds: number): Promise<Pace> {
      const first = firstSequence
      const before = await databaseWork(stage, database)
      const order = { url, token: stage.token, perSecond: PER_SECOND, seconds }
      const sent = await sendPaced({ ...order, firstSequence: first })
      await waitUntilSettled(database)
      const work = workPerMessage(before, await databaseWork(stage, database), sent.answers)
      firstSequence += sent.answers
      const waits = waitsOf(await startedRuns(server), sent, first, HANDLERS)
      return { ...work, p50Ms: percentile(waits, 0.5), p99Ms: percentile(waits, 0.99) }
    }

    try {
      await paced(WARM_UP_SECONDS)
      const before = await paced(PACED_SECONDS)
      const order = { url, token: stage.token, seconds: BURST_SECONDS, firstSequence }
      const { answers: messages, startedAt } = await hammer(order)
      await waitUntilSettled(database)
      const burstMs = machineNow() - startedAt
      firstSequence += messages
      const after = await paced(PACED_SECONDS)
      await checkKept(database, { answers: firstSequence, handlers: HANDLERS, ran: true })
      return {
        concurrency: CONCURRENCY,
        handlers: HANDLERS,
        perSecond: PER_SECOND,
        messages,
        burstPerSecond: (messages * 1_000) / burstMs,
        before,
        after,
      }
    } finally {
      await server.stop()
    }
  } finally {
    await database.drop()
  }
}
