import type { WakeUpSender } from '../../lib/store/db/wake-up.ts'
import { createRecorder, type Recorder } from '../../lib/store/record/recorder.ts'
import { createCountedNotes } from '../../lib/store/trust/counted-notes.ts'
import type { Dispatch } from './compose-dispatch.ts'
import { SILENCE_MS } from './join-installation.ts'
import type { ServiceContext } from './service-context.ts'

/** @param dispatch null = this instance does not dispatch */
export function composeRecorder(
  { config, pools, recording, now, report }: ServiceContext,
  dispatch: Pick<Dispatch, 'starts' | 'recorded'> | null,
  wakeUps: WakeUpSender,
): Recorder {
  const noteCounted = createCountedNotes({
    pool: pools.ingest,
    senders: config.typeSenders,
    now,
    onFailure: report('storing the last time of an event type failed'),
  })
  const starts = dispatch && {
    gate: dispatch.starts,
    leaseMs: config.leaseMs,
    silenceMs: SILENCE_MS,
    onResumeFailed: report('resuming a recorded delivery failed, trying again'),
  }
  return createRecorder({
    pool: pools.ingest,
    ...recording,
    maxWaitMs: config.maxWaitMs,
    maxQueuedBytes: config.bodyMemoryBytes,
    now,
    starts,
    onRecorded: (messages, dueLanes) => {
      noteCounted(messages)
      const handedOut = messages.filter((message) =>
        message.events.some(({ deliveries }) => deliveries.length > 0),
      )
      if (handedOut.length === 0) return
      dispatch?.recorded(handedOut, dueLanes)
      if (dueLanes.size > 0) wakeUps.send()
    },
    onFailure: report('recording failed, trying again'),
  })
}
