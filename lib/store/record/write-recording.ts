import type { ClientBase } from 'pg'
import type { SealingKey } from '../../encryption/seal.ts'
import { storableText, storableTextOrNull } from '../db/storable-text.ts'
import { both } from '../db/transaction.ts'
import { vaultOf } from '../db/vault-of.ts'
import { deduplicate } from './deduplicate.ts'
import { enqueue, type LaneStarts, type QueuedDelivery } from './enqueue.ts'
import type { DueLanes } from './extend-lanes.ts'
import { type EventOfBatch, hasNoHandler, type IdentifiedEvent } from './identified-event.ts'
import { type DeliveryRow, insertMessages } from './insert-messages.ts'
import { eventRow, instantOf, messageRow } from './recorded-rows.ts'
import type {
  DuplicateWindows,
  MessageToRecord,
  PlannedDelivery,
  Recorded,
  SubjectRef,
} from './recording.ts'
import { sealOriginal } from './replace-body.ts'
import { keysOfMessage, sealBody } from './seal-message.ts'
import type { PossibleStart, RecordedStart } from './start-gate.ts'
import { resolveSubjects, type SubjectIds, subjectKeyFor } from './subjects-of-batch.ts'
import { updateDecoded } from './update-decoded.ts'
import { type ReopeningRule, withholdForgotten } from './withhold-forgotten.ts'

export interface RecordingContext extends ReopeningRule {
  readonly instanceId: string
  readonly duplicateWindows: DuplicateWindows
  readonly callerIds: ReadonlyMap<MessageToRecord, number>
  /** of a repaired message, its body before the repair */
  readonly original?: Buffer
  /** handlers of this process; instances with other handlers fan the events out to those */
  readonly handlerIds: readonly number[]
  /** null = every delivery waits for a claim */
  readonly starts: LaneStarts | null
}

export interface Recording {
  /** in the order of the messages */
  readonly recorded: readonly Recorded[]
  /** deliveries that run after the commit */
  readonly started: readonly RecordedStart[]
  readonly dueLanes: DueLanes
}

/** A recording whose last statement is sent. */
export interface SentRecording {
  readonly lastStatement: Promise<Recording>
  /** messages with deliveries */
  readonly messageIds: readonly string[]
  /** deliveries that the recording may start */
  readonly possible: readonly PossibleStart[]
}

/**
 * Writes a batch of messages inside the client's transaction. Lock order of every writer: identities,
 * latest records, subjects, lanes, deliveries, each sorted.
 */
export async function writeRecording(
  client: ClientBase,
  messages: readonly MessageToRecord[],
  context: RecordingContext,
): Promise<SentRecording> {
  // Independent of each other: one round trip for both.
  const [identified, subjects] = await both(
    deduplicate(client, eventsOf(messages), context.duplicateWindows),
    resolveSubjects(client, messages),
  )
  const events = await withholdForgotten(client, identified, subjects, context)
  const queued = queuedDeliveries(events, subjects)
  const { firstDuplicate, newEvents } = countRepeats(events)
  const vault = vaultOf(client)
  const keys = new Map(
    messages.map((message) => [message, keysOfMessage(vault, message, subjects)] as const),
  )
  const keysFor = (message: MessageToRecord) => keys.get(message) as SealingKey[]
  const ofMessage = Map.groupBy(events, ({ message }) => message)
  const rows = messages.map((message) =>
    messageRow(vault, message, {
      callerId: context.callerIds.get(message) as number,
      duplicateOf: firstDuplicate.get(message) ?? null,
      events: ofMessage.get(message) ?? [],
      keys: keysFor(message),
    }),
  )
  if (context.known) for (const row of rows) await updateDecoded(client, row)
  const [repaired] = messages
  if (context.original !== undefined && repaired !== undefined) {
    const sealed = sealBody(vault, keysFor(repaired), repaired.id, context.original)
    await sealOriginal(client, repaired.id, sealed)
  }
  // One round trip for the locks of the lanes, the positions, and the commit that follows.
  const { rows: deliveries, slots, locking } = await enqueue(client, queued, context.starts)
  const { lastStatement } = await insertMessages(
    client,
    context,
    locking,
    context.known ? [] : rows,
    events.map((event) => eventRow(vault, event, subjects, keysFor(event.message))),
    deliveries,
  )
  const mayBeRepeats = Map.groupBy(
    events.filter(({ mayBeRepeat }) => mayBeRepeat),
    ({ message }) => message,
  )
  const withoutHandler = Map.groupBy(events.filter(hasNoHandler), ({ message }) => message)
  const possible = new Map(
    [...slots].map(([index, slot]) => {
      const row = deliveries[index] as DeliveryRow
      const delivery = startedDelivery(events[row.eventIndex] as IdentifiedEvent, row)
      return [index, { slot, delivery }]
    }),
  )
  const queuedMessages = queued.map(({ eventIndex }) => events[eventIndex]?.message.id as string)
  return {
    messageIds: [...new Set(queuedMessages)],
    possible: [...possible.values()],
    lastStatement: lastStatement.then(async ({ born, othersMayHandle }) => ({
      recorded: messages.map((message) => ({
        duplicateOf: firstDuplicate.get(message) ?? null,
        newEvents: newEvents.get(message) ?? 0,
        withoutHandler: othersMayHandle ? 0 : (withoutHandler.get(message) ?? []).length,
        mayBeRepeat: (mayBeRepeats.get(message) ?? []).map(({ ordinal }) => ordinal),
      })),
      started: born.map(({ index, lease, late }) => {
        const { slot, delivery } = possible.get(index) as PossibleStart
        return { slot, delivery: { ...delivery, lease, late } }
      }),
      dueLanes: await locking,
    })),
  }
}

/** For each message, the first message with the same events, and the number of new events. */
function countRepeats(events: readonly IdentifiedEvent[]) {
  const firstDuplicate = new Map<MessageToRecord, string>()
  const newEvents = new Map<MessageToRecord, number>()
  for (const { message, duplicateOf, toRecord } of events) {
    if (toRecord.discarded !== null) continue
    if (duplicateOf === null) newEvents.set(message, (newEvents.get(message) ?? 0) + 1)
    // A duplicate within one message does not make the message a duplicate of itself.
    else if (duplicateOf.messageId !== message.id && !firstDuplicate.has(message)) {
      firstDuplicate.set(message, duplicateOf.messageId)
    }
  }
  return { firstDuplicate, newEvents }
}

/** A delivery that the recording may start, in the form of a claim's result. */
function startedDelivery(
  { message, ordinal }: IdentifiedEvent,
  { handlerId, subjectId }: DeliveryRow,
): PossibleStart['delivery'] {
  return {
    ...{ messageId: message.id, ordinal, handlerId, run: 0, edit: 0, subjectId },
    ...{ attempt: 1, countedAttempts: 0, abandoned: 0, probe: false, hasNext: false },
    company: storableTextOrNull(message.company),
    correlationId: storableText(message.correlationId),
    traceparent: message.traceparent,
    receivedAt: message.receivedAt,
  }
}

export function eventsOf(messages: readonly MessageToRecord[]): EventOfBatch[] {
  return messages.flatMap((message) =>
    message.events.map((toRecord, ordinal) => ({ message, ordinal, toRecord })),
  )
}

/** A duplicate is recorded without deliveries. */
function plannedDeliveries(event: IdentifiedEvent): readonly PlannedDelivery[] {
  return event.duplicateOf === null ? event.toRecord.deliveries : []
}

function queuedDeliveries(
  events: readonly IdentifiedEvent[],
  subjects: SubjectIds,
): QueuedDelivery[] {
  const idOf = (event: IdentifiedEvent, subject: SubjectRef) =>
    subjects.idOf(subjectKeyFor(event, subject))
  return events.flatMap((event, eventIndex) => {
    const deliveries = plannedDeliveries(event)
    if (deliveries.length === 0) return []
    const { subject } = event.toRecord
    const own = idOf(event, subject)
    const publishedAt = instantOf(event)
    return deliveries.map((delivery) => ({
      eventIndex,
      delivery,
      subjectId: delivery.subject === subject ? own : idOf(event, delivery.subject),
      publishedAt,
    }))
  })
}
