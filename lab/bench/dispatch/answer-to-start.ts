import { checkKept, waitUntilSettled } from '../arms/kept-messages.ts'
import { percentile } from '../load/percentile.ts'
import { sendPaced } from '../load/run-load.ts'
import { createDatabase } from '../stage/database.ts'
import type { Stage } from '../stage/open-stage.ts'
import { startService } from '../stage/start-service.ts'
import { startedRuns, waitsOf } from './handler-starts.ts'

export interface AnswerToStart {
  readonly perSecond: number
  readonly handlers: number
  readonly events: number
  /** from the answer at the sender to the start of a handler (ms); below 0 = started before it */
  readonly p50Ms: number
  readonly p99Ms: number
  /** from when a call was due to its answer (ms) */
  readonly answerP50Ms: number
  readonly answerP99Ms: number
  readonly senderLagMs: number
}

const PER_SECOND = 500
const WARM_UP_SECONDS = 4
const SECONDS = 10
const HANDLERS = 2

/** How long it takes from the acknowledgement of a message to the start of its handlers. */
export async function measureAnswerToStart(
  stage: Stage,
  profileFolder: string | null,
): Promise<AnswerToStart> {
  const database = await createDatabase(stage, 'answer_to_start')
  try {
    const options = { handlersDir: 'lab/bench/handlers/timed', profileFolder }
    const server = await startService(stage, database, options)
    try {
      const order = {
        url: `${server.origin}/http/successfactors/events`,
        token: stage.token,
        perSecond: PER_SECOND,
        seconds: WARM_UP_SECONDS,
        firstSequence: 0,
      }
      const { answers: first } = await sendPaced(order)
      const sent = await sendPaced({ ...order, seconds: SECONDS, firstSequence: first })
      await waitUntilSettled(database)
      const answers = first + sent.answers
      await checkKept(database, { answers, handlers: HANDLERS, ran: true })
      const waits = waitsOf(await startedRuns(server), sent, first, HANDLERS)
      return {
        perSecond: PER_SECOND,
        handlers: HANDLERS,
        events: sent.answers,
        p50Ms: percentile(waits, 0.5),
        p99Ms: percentile(waits, 0.99),
        answerP50Ms: sent.p50Ms,
        answerP99Ms: sent.p99Ms,
        senderLagMs: sent.worstLagMs,
      }
    } finally {
      await server.stop()
    }
  } finally {
    await database.drop()
  }
}
