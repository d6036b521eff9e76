import { LRUCache } from 'lru-cache'
import type { ClientBase, Pool } from 'pg'
import type { NamedCaller } from '../../auth/caller.ts'
import { inPipelinedTransaction, type TransactionWork } from '../db/transaction.ts'
import type { DueLanes } from './extend-lanes.ts'
import { findOrAddCaller } from './find-or-add-caller.ts'
import { lockRecordedMessages } from './lock-messages.ts'
import { createRecordedStarts, type StartsOfWrite } from './recorded-starts.ts'
import type { DuplicateWindows, MessageToRecord, Recorded } from './recording.ts'
import type { RecordedStart, StartGate } from './start-gate.ts'
import { writeRecording } from './write-recording.ts'

export interface BatchWriterOptions {
  readonly pool: Pool
  readonly instanceId: string
  /** the handlers that this process knows */
  readonly handlerIds: readonly number[]
  readonly duplicateWindows: DuplicateWindows
  readonly now: () => number
  /** event types that open a new key for a forgotten person; absent = none */
  readonly reopeningTypes?: readonly string[]
  /** null = every delivery waits for a claim */
  readonly starts: RecordingStarts | null
  /** called after each commit, before the answers to the callers */
  readonly onRecorded: (messages: readonly MessageToRecord[], dueLanes: DueLanes) => void
}

/** Settings for recordings that start deliveries. */
export interface RecordingStarts {
  readonly gate: StartGate
  readonly leaseMs: number
  /** An instance without a heartbeat for this long counts as gone (ms). */
  readonly silenceMs: number
  /** called when a start that an earlier try committed could not be resumed */
  readonly onResumeFailed: (error: unknown) => void
}

export interface BatchWriter {
  /**
   * Records messages in one transaction, and starts deliveries after the commit.
   * @param attempt from 1; a later one first looks for the commit of an earlier one
   */
  write(messages: readonly MessageToRecord[], attempt: number): Promise<Recorded[]>
  /** Call it after a failure: a failover may have lost the rows of cached callers. */
  forgetCallers(): void
}

const MAX_CALLERS = 1_000

export function createBatchWriter(options: BatchWriterOptions): BatchWriter {
  const { pool, instanceId, handlerIds, duplicateWindows, reopeningTypes = [] } = options
  const callers = new LRUCache<string, number>({ max: MAX_CALLERS })
  const recordedStarts =
    options.starts === null
      ? null
      : createRecordedStarts({ ...options.starts, instanceId, now: options.now })

  async function callerIdOf(caller: NamedCaller): Promise<number> {
    const key = JSON.stringify([caller.issuer, caller.clientId, caller.tenant, caller.name])
    const known = callers.get(key)
    if (known !== undefined) return known
    const id = await findOrAddCaller(pool, caller)
    callers.set(key, id)
    return id
  }

  async function writeIn(
    client: ClientBase,
    messages: readonly MessageToRecord[],
    { callerIds, starts, isRetry }: WriteOptions,
  ): Promise<TransactionWork<Written>> {
    const ids = messages.map(({ id }) => id)
    // The locks make this transaction a writer, so its commit waits for the standby. That also confirms
    // the earlier commit, which a failover could lose.
    const found = isRetry ? await lockRecordedMessages(client, ids) : []
    // An earlier commit without an answer may have succeeded: its messages are not duplicates.
    const recorded = new Map<string, Recorded>()
    for (const { id, duplicateOf, mayBeRepeat } of found) {
      recorded.set(id, { duplicateOf, newEvents: 0, withoutHandler: 0, mayBeRepeat })
    }
    const missing = messages.filter(({ id }) => !recorded.has(id))
    const { lastStatement, messageIds, possible } = await writeRecording(client, missing, {
      ...{ known: false, instanceId, handlerIds, duplicateWindows, callerIds },
      reopeningTypes,
      starts:
        starts === null || options.starts === null
          ? null
          : { ...options.starts, instanceId, reserve: starts.reserve },
    })
    starts?.sent(messageIds, possible)
    const written = lastStatement.then(({ recorded: anew, started, dueLanes }) => {
      missing.forEach(({ id }, index) => {
        recorded.set(id, anew[index] as Recorded)
      })
      return {
        started,
        recorded: ids.map((id) => recorded.get(id) as Recorded),
        // The earlier commit may have left due lanes without a hint.
        dueLanes: found.length > 0 ? new Map(handlerIds.map((id) => [id, Infinity])) : dueLanes,
        found: found.map(({ id }) => id),
      }
    })
    return { result: written, lastStatement: written }
  }

  return {
    async write(messages, attempt) {
      const callerIds = new Map<MessageToRecord, number>()
      for (const message of messages) callerIds.set(message, await callerIdOf(message.caller))
      const starts = recordedStarts?.begin() ?? null
      const { recorded, started, dueLanes, found } = await inPipelinedTransaction(pool, (client) =>
        writeIn(client, messages, { callerIds, starts, isRetry: attempt > 1 }),
      ).catch((error) => {
        starts?.failed(error)
        return asRace(error)
      })
      // First of all: an error of a listener must not block the slots.
      starts?.committed(started)
      const written = messages.map((message, place) => marked(message, recorded[place]))
      options.onRecorded(written, dueLanes)
      await recordedStarts?.resume(pool, found)
      return recorded
    },
    forgetCallers: () => callers.clear(),
  }
}

interface Written {
  readonly recorded: Recorded[]
  readonly started: readonly RecordedStart[]
  readonly dueLanes: DueLanes
  /** messages that an earlier try committed */
  readonly found: readonly string[]
}

interface WriteOptions {
  readonly callerIds: ReadonlyMap<MessageToRecord, number>
  readonly starts: StartsOfWrite | null
  readonly isRetry: boolean
}

/**
 * If the message's id exists, an earlier try has committed it after we gave it up. A retry finds it.
 */
function asRace(error: { constraint?: string }): never {
  if (error.constraint !== 'message_pkey') throw error
  throw Object.assign(new Error('the message was committed meanwhile'), { code: '40001' })
}

/** Marks the events that may be duplicates, for handlers. */
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
