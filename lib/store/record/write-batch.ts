import { LRUCache } from 'lru-cache'
import type { ClientBase, Pool } from 'pg'
import type { NamedCaller } from '../../auth/caller.ts'
import { inTransaction, type TransactionWork } from '../db/transaction.ts'
import type { DueLanes } from './enqueue.ts'
import { findOrAddCaller } from './find-or-add-caller.ts'
import { lockRecordedMessages } from './lock-recorded-messages.ts'
import { createRecordedStarts, type StartsOfWrite } from './recorded-starts.ts'
import type { MessageToRecord, Recorded } from './recording.ts'
import type { RepeatWindows } from './repeat-windows.ts'
import type { StartGate } from './start-gate.ts'
import { writeRecording } from './write-recording.ts'

export interface BatchWriterOptions {
  readonly pool: Pool
  readonly instanceId: string
  /** the handlers that this process knows */
  readonly handlerIds: readonly number[]
  readonly repeatWindows: RepeatWindows
  readonly now: () => number
  /** null = every delivery waits for a claim */
  readonly starts: RecordingStarts | null
  /** called after each commit, before the callers are answered */
  readonly onRecorded: (messages: readonly MessageToRecord[], dueLanes: DueLanes) => void
}

/** How recordings start deliveries themselves. */
export interface RecordingStarts {
  readonly gate: StartGate
  readonly leaseMs: number
  /** An instance that was silent for so long counts as gone (ms). */
  readonly silenceMs: number
  /** told of a start that an earlier try has committed and that could not be resumed yet */
  readonly onResumeFailed: (error: unknown) => void
}

export interface BatchWriter {
  /**
   * Records messages in one transaction, and starts what it may after the commit.
   * @param attempt from 1; a later one looks first for what an earlier one has committed
   */
  write(messages: readonly MessageToRecord[], attempt: number): Promise<Recorded[]>
  /** A failover may have lost a caller's row that was read before it was replicated. */
  forgetCallers(): void
}

const MAX_CALLERS = 1_000

export function createBatchWriter(options: BatchWriterOptions): BatchWriter {
  const { pool, instanceId, handlerIds, repeatWindows } = options
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
    // The locks make this transaction a writer: its commit waits for the standby, and so for the
    // earlier commit, which a failover could lose.
    const found = isRetry ? await lockRecordedMessages(client, ids) : []
    // A commit whose answer was lost may have succeeded: it must not become its own repeat.
    const recorded = new Map<string, Recorded>()
    for (const { id, duplicateOf, mayBeRepeat } of found) {
      recorded.set(id, { duplicateOf, newEvents: 0, withoutHandler: 0, mayBeRepeat })
    }
    const missing = messages.filter(({ id }) => !recorded.has(id))
    const { result } = await writeRecording(client, missing, {
      ...{ known: false, instanceId, handlerIds, repeatWindows, callerIds },
      starts:
        starts === null || options.starts === null
          ? null
          : { ...options.starts, instanceId, reserve: starts.reserve },
    })
    starts?.lanesLocked(result.joined, result.started)
    const written = result.recorded.then((anew) => {
      missing.forEach(({ id }, index) => {
        recorded.set(id, anew[index] as Recorded)
      })
      return {
        recorded: ids.map((id) => recorded.get(id) as Recorded),
        // The earlier commit may have left lanes due, and no hint followed it.
        dueLanes:
          found.length > 0 ? new Map(handlerIds.map((id) => [id, Infinity])) : result.dueLanes,
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
      const { recorded, dueLanes, found } = await inTransaction(pool, (client) =>
        writeIn(client, messages, { callerIds, starts, isRetry: attempt > 1 }),
      ).catch((error) => {
        starts?.failed(error)
        return asRace(error)
      })
      // First: an error of a listener must not keep the places.
      starts?.committed()
      const written = messages.map((message, place) => marked(message, recorded[place]))
      options.onRecorded(written, dueLanes)
      await recordedStarts?.resume(pool, found)
      return recorded
    },
    forgetCallers: () => callers.clear(),
  }
}

interface Written {
  /** in the order of the messages */
  readonly recorded: Recorded[]
  readonly dueLanes: DueLanes
  /** messages that an earlier try has committed */
  readonly found: readonly string[]
}

interface WriteOptions {
  readonly callerIds: ReadonlyMap<MessageToRecord, number>
  readonly starts: StartsOfWrite | null
  readonly isRetry: boolean
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
