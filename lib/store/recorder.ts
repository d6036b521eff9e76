import { LRUCache } from 'lru-cache'
import type { Pool } from 'pg'
import type { NamedCaller } from '../auth/caller.ts'
import { createGroupCommit } from './group-commit.ts'
import type { MessageToRecord, Recorded } from './recording.ts'
import type { RepeatWindows } from './repeat-windows.ts'
import { findOrAddCaller } from './statements/find-or-add-caller.ts'
import { lockRecordedMessages } from './statements/lock-recorded-messages.ts'
import { inTransaction } from './transaction.ts'
import { writeRecording } from './write-recording.ts'

export interface RecorderOptions {
  readonly pool: Pool
  readonly instanceId: string
  /** the handlers that this process knows */
  readonly handlerIds: readonly number[]
  readonly repeatWindows: RepeatWindows
  /** how long an accepted call waits for the database (ms) */
  readonly maxWaitMs: number
  /** bodies of messages that are not committed yet */
  readonly maxQueuedBytes: number
  readonly now: () => number
  /** told after each commit, before anybody is answered */
  readonly onRecorded: (messages: readonly MessageToRecord[]) => void
  readonly onFailure: (error: unknown, messages: number) => void
}

export interface Recorder {
  /**
   * Resolves once the message, its events and deliveries are committed.
   * @param waitedMs what its call has waited already, for the issuer's keys (ms)
   * @throws ReceiverError queue_full or database_unavailable
   */
  record(message: MessageToRecord, waitedMs?: number): Promise<Recorded>
  /** messages waiting or under way */
  size(): number
  idle(): Promise<void>
}

const WRITERS = 2
const MAX_BATCH = 50
const MAX_BATCH_BYTES = 16 * 1024 * 1024
/** events and deliveries of a commit: it takes less than a second */
const MAX_BATCH_WORK = 5_000
const MAX_QUEUED = 5_000
const MAX_CALLERS = 1_000

export function createRecorder(options: RecorderOptions): Recorder {
  const { pool, instanceId, handlerIds, repeatWindows } = options
  const callers = new LRUCache<string, number>({ max: MAX_CALLERS })

  async function callerIdOf(caller: NamedCaller): Promise<number> {
    const key = JSON.stringify([caller.issuer, caller.clientId, caller.tenant, caller.name])
    const known = callers.get(key)
    if (known !== undefined) return known
    const id = await findOrAddCaller(pool, caller)
    callers.set(key, id)
    return id
  }

  async function write(messages: readonly MessageToRecord[], attempt: number): Promise<Recorded[]> {
    const callerIds = new Map<MessageToRecord, number>()
    for (const message of messages) callerIds.set(message, await callerIdOf(message.caller))
    const results = await inTransaction(pool, async (client) => {
      // A commit whose answer was lost may have succeeded: it must not become its own repeat.
      const recorded = new Map<string, Recorded>()
      // The locks make this transaction a writer: its commit waits for the standby, and so for the
      // earlier commit, which a failover could lose.
      if (attempt > 1) {
        const ids = messages.map((message) => message.id)
        for (const row of await lockRecordedMessages(client, ids)) {
          const { id, duplicateOf, mayBeRepeat } = row
          recorded.set(id, { duplicateOf, newEvents: 0, withoutHandler: 0, mayBeRepeat })
        }
      }
      const missing = messages.filter((message) => !recorded.has(message.id))
      const context = { known: false, instanceId, handlerIds, repeatWindows, callerIds }
      const { result } = await writeRecording(client, missing, context)
      const all = result.then((written) => {
        missing.forEach((message, index) => {
          recorded.set(message.id, written[index] as Recorded)
        })
        return messages.map((message) => recorded.get(message.id) as Recorded)
      })
      return { result: all, lastStatement: all }
    }).catch(asRace)
    options.onRecorded(messages.map((message, place) => marked(message, results[place])))
    return results
  }

  const commits = createGroupCommit<MessageToRecord, Recorded>({
    write,
    writers: WRITERS,
    maxBatch: MAX_BATCH,
    maxBatchBytes: MAX_BATCH_BYTES,
    maxQueued: MAX_QUEUED,
    maxQueuedBytes: options.maxQueuedBytes,
    maxBatchWork: MAX_BATCH_WORK,
    sizeOf: (message) => message.body.length,
    workOf: ({ events }) =>
      events.reduce((rows, { deliveries }) => rows + 1 + deliveries.length, 1),
    maxWaitMs: options.maxWaitMs,
    now: options.now,
    onFailure(error, count) {
      // A failover may have lost a caller's row that was read before it was replicated.
      callers.clear()
      options.onFailure(error, count)
    },
  })
  return { record: commits.submit, size: commits.size, idle: commits.idle }
}

/**
 * A message whose id is there already was committed by an earlier try of ours that was taken for
 * dead: trying again finds it.
 */
function asRace(error: { constraint?: string }): never {
  if (error.constraint !== 'message_pkey') throw error
  throw Object.assign(new Error('the message was committed meanwhile'), { code: '40001' })
}

/** Handlers are told which of the events may be repeats. */
function marked(message: MessageToRecord, recorded: Recorded | undefined): MessageToRecord {
  const places = recorded?.mayBeRepeat ?? []
  if (places.length === 0) return message
  const events = message.events.map((toRecord, ordinal) =>
    places.includes(ordinal)
      ? { ...toRecord, event: { ...toRecord.event, mayBeRepeat: true } }
      : toRecord,
  )
  return { ...message, events }
}
