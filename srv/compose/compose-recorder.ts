import type { Config } from '../../lib/config/config.ts'
import type { RegisteredHandler } from '../../lib/handlers/discover-handlers.ts'
import { createCountedNotes } from '../../lib/store/counted-notes.ts'
import type { Pool } from '../../lib/store/database.ts'
import { createRecorder } from '../../lib/store/recorder.ts'
import type { MessageToRecord } from '../../lib/store/recording.ts'
import type { StartGate } from '../../lib/store/start-gate.ts'
import { SILENCE_MS } from './join-installation.ts'

export interface RecorderDeps {
  readonly config: Pick<
    Config,
    'repeatWindows' | 'maxWaitMs' | 'bodyMemoryBytes' | 'typeSenders' | 'leaseMs'
  >
  readonly pool: Pool
  readonly instanceId: string
  readonly handlers: readonly RegisteredHandler[]
  readonly now: () => number
  readonly report: (what: string) => (error: unknown) => void
  /** null = this process does not dispatch */
  readonly gate: StartGate | null
  /** called after each commit with the messages whose events handlers get */
  readonly onHandedOut: (messages: readonly MessageToRecord[], areLanesDue: boolean) => void
}

/** The recorder, and what is written down beside what it records. */
export function composeRecorder({
  config,
  pool,
  instanceId,
  handlers,
  now,
  report,
  gate,
  onHandedOut,
}: RecorderDeps) {
  const recording = {
    instanceId,
    handlerIds: handlers.map(({ id }) => id),
    repeatWindows: config.repeatWindows,
  }
  const noteCounted = createCountedNotes({
    pool,
    senders: config.typeSenders,
    now,
    onFailure: report('it was not written down when a type last came'),
  })
  const recorder = createRecorder({
    pool,
    ...recording,
    maxWaitMs: config.maxWaitMs,
    maxQueuedBytes: config.bodyMemoryBytes,
    now,
    starts:
      gate === null
        ? null
        : {
            gate,
            leaseMs: config.leaseMs,
            silenceMs: SILENCE_MS,
            onResumeFailed: report('resuming a recorded delivery failed, trying again'),
          },
    onRecorded: (messages, areLanesDue) => {
      noteCounted(messages)
      const handedOut = messages.filter((message) =>
        message.events.some(({ deliveries }) => deliveries.length > 0),
      )
      if (handedOut.length > 0) onHandedOut(handedOut, areLanesDue)
    },
    onFailure: report('recording failed, trying again'),
  })
  return { recorder, recording }
}
