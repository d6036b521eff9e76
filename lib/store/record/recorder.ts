import type { Pool } from 'pg'
import { createGroupCommit } from '../db/group-commit.ts'
import { vaultOf } from '../db/vault-of.ts'
import { personOf, preparePersons } from './person-keys.ts'
import type { MessageToRecord, Recorded } from './recording.ts'
import { createRecordingOutage } from './recording-outage.ts'
import { subjectKeysOf } from './subjects-of-batch.ts'
import { type BatchWriterOptions, createBatchWriter } from './write-batch.ts'

export interface RecorderOptions extends BatchWriterOptions {
  /** longest wait of an accepted call for the database (ms) */
  readonly maxWaitMs: number
  /** of bodies of uncommitted messages */
  readonly maxQueuedBytes: number
  readonly onFailure: (error: unknown, messages: number) => void
}

export interface Recorder {
  /**
   * Resolves once the message, its events and deliveries are committed.
   * @param waitedMs earlier wait of its call for the issuer's keys (ms)
   * @throws ReceiverError queue_full or database_unavailable
   */
  record(message: MessageToRecord, waitedMs?: number): Promise<Recorded>
  /** messages waiting or being written */
  size(): number
  /** recordings fail because of the database, although it may answer queries */
  isFailing(): boolean
  idle(): Promise<void>
}

const WRITERS = 2
/** Two batches under way reserve slots for their deliveries: larger ones leave none to the runs. */
const MAX_BATCH = 32
const MAX_BATCH_BYTES = 16 * 1024 * 1024
/** events and deliveries of a commit, which takes less than a second */
const MAX_BATCH_WORK = 5_000
const MAX_QUEUED = 5_000

/** Records messages in groups: the next commit takes all that arrive during the current one. */
export function createRecorder(options: RecorderOptions): Recorder {
  const writer = createBatchWriter(options)
  const outage = createRecordingOutage(options.now)
  const limits = {
    maxBatch: MAX_BATCH,
    maxBatchBytes: MAX_BATCH_BYTES,
    maxQueued: MAX_QUEUED,
    maxQueuedBytes: options.maxQueuedBytes,
    maxBatchWork: MAX_BATCH_WORK,
    sizeOf: (message: MessageToRecord) => message.body.length,
    workOf: ({ events }: MessageToRecord) =>
      events.reduce((rows, { deliveries }) => rows + 1 + deliveries.length, 1),
    maxWaitMs: options.maxWaitMs,
    now: options.now,
  }
  const commits = createGroupCommit<MessageToRecord, Recorded>({
    ...limits,
    async write(messages, attempt) {
      const recorded = await writer.write(messages, attempt)
      outage.succeeded()
      return recorded
    },
    writers: WRITERS,
    onFailure(error, count) {
      outage.failed(error)
      writer.forgetCallers()
      options.onFailure(error, count)
    },
  })
  const keys = createGroupCommit<MessageToRecord, void>({
    ...limits,
    write: async (messages) => {
      await preparePersons(options.pool, messages.flatMap(subjectKeysOf))
      return messages.map(() => undefined)
    },
    writers: 1,
    onFailure: options.onFailure,
  })
  return {
    async record(message, waitedMs = 0) {
      if (hasKeys(options.pool, message)) return commits.submit(message, waitedMs)
      // A store of keys that is away must not hold up persons whose keys are cached.
      const since = options.now()
      await keys.submit(message, waitedMs)
      return commits.submit(message, waitedMs + options.now() - since)
    },
    isFailing: outage.isFailing,
    size: () => keys.size() + commits.size(),
    async idle() {
      while (keys.size() + commits.size() > 0) {
        await keys.idle()
        await commits.idle()
      }
    },
  }
}

function hasKeys(pool: Pool, message: MessageToRecord): boolean {
  const vault = vaultOf(pool)
  return subjectKeysOf(message).every((subject) => personOf(vault, subject) !== undefined)
}
