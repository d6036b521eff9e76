import type { ClientBase } from 'pg'
import type { DomainEvent } from '../../events/event.ts'
import { storableText, storableTextOrNull } from '../db/storable-text.ts'
import { both } from '../db/transaction.ts'
import { deduplicate } from './deduplicate.ts'
import { enqueue, type LaneStarts, type QueuedDelivery } from './enqueue.ts'
import type { DueLanes } from './extend-lanes.ts'
import { type EventOfBatch, hasNoHandler, type IdentifiedEvent } from './identified-event.ts'
import {
  type DeliveryRow,
  type EventRow,
  insertMessages,
  type MessageRow,
} from './insert-messages.ts'
import type { MessageToRecord, PlannedDelivery, Recorded, RepeatWindows } from './recording.ts'
import type { PossibleStart, RecordedStart } from './start-gate.ts'
import { resolveSubjects, type SubjectIds, subjectKeyFor } from './subjects-of-batch.ts'
import { updateDecoded } from './update-decoded.ts'

export interface RecordingContext {
  readonly instanceId: string
  readonly repeatWindows: RepeatWindows
  readonly callerIds: ReadonlyMap<MessageToRecord, number>
  /** the messages' rows exist and were undecodable until now */
  readonly known: boolean
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
  readonly joined: readonly string[]
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
  const [events, subjects] = await both(
    deduplicate(client, eventsOf(messages), context.repeatWindows),
    resolveSubjects(client, messages),
  )
  const joining = joiningOf(events, subjects)
  const firstRepeat = new Map<MessageToRecord, string>()
  const newEvents = new Map<MessageToRecord, number>()
  for (const { message, duplicateOf, toRecord } of events) {
    if (toRecord.discarded !== null) continue
    if (duplicateOf === null) newEvents.set(message, (newEvents.get(message) ?? 0) + 1)
    // A repeat within one message does not make the message a repeat of itself.
    else if (duplicateOf.messageId !== message.id && !firstRepeat.has(message)) {
      firstRepeat.set(message, duplicateOf.messageId)
    }
  }
  const rows = messages.map((message) =>
    messageRow(message, context, firstRepeat.get(message) ?? null),
  )
  if (context.known) for (const row of rows) await updateDecoded(client, row)
  // One round trip for the locks of the lanes, the positions, and the commit that follows.
  const { rows: deliveries, places, locking } = await enqueue(client, joining, context.starts)
  const { lastStatement } = await insertMessages(
    client,
    context,
    locking,
    context.known ? [] : rows,
    events.map((event) => eventRow(event, subjects)),
    deliveries,
  )
  const mayBeRepeats = Map.groupBy(
    events.filter(({ mayBeRepeat }) => mayBeRepeat),
    ({ message }) => message,
  )
  const withoutHandler = Map.groupBy(events.filter(hasNoHandler), ({ message }) => message)
  const possible = new Map(
    [...places].map(([index, place]) => {
      const row = deliveries[index] as DeliveryRow
      const delivery = startedDelivery(events[row.eventIndex] as IdentifiedEvent, row)
      return [index, { place, delivery }]
    }),
  )
  const joinedMessages = joining.map(({ eventIndex }) => events[eventIndex]?.message.id as string)
  return {
    joined: [...new Set(joinedMessages)],
    possible: [...possible.values()],
    lastStatement: lastStatement.then(async ({ born, othersAsked }) => ({
      recorded: messages.map((message) => ({
        duplicateOf: firstRepeat.get(message) ?? null,
        newEvents: newEvents.get(message) ?? 0,
        withoutHandler: othersAsked ? 0 : (withoutHandler.get(message) ?? []).length,
        mayBeRepeat: (mayBeRepeats.get(message) ?? []).map(({ ordinal }) => ordinal),
      })),
      started: born.map(({ index, lease, late }) => {
        const { place, delivery } = possible.get(index) as PossibleStart
        return { place, delivery: { ...delivery, lease, late } }
      }),
      dueLanes: await locking,
    })),
  }
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

/** The reason code if all events of a message are discarded, else null. */
function discardedAs({ events }: MessageToRecord): string | null {
  const [first] = events
  return events.every(({ discarded }) => discarded !== null) ? (first?.discarded ?? null) : null
}

/** A repeat is recorded without deliveries. */
function plannedDeliveries(event: IdentifiedEvent): readonly PlannedDelivery[] {
  return event.duplicateOf === null ? event.toRecord.deliveries : []
}

function joiningOf(events: readonly IdentifiedEvent[], subjects: SubjectIds): QueuedDelivery[] {
  return events.flatMap((event, eventIndex) =>
    plannedDeliveries(event).map((delivery) => ({
      eventIndex,
      delivery,
      subjectId: subjects.idOf(subjectKeyFor(event, delivery.subject)),
      publishedAt: instantOf(event),
    })),
  )
}

/** The full instant of publication; a day alone gives no order. */
function instantOf({ toRecord }: IdentifiedEvent): string | null {
  const iso = toRecord.event.publishedAt?.iso ?? null
  return iso?.includes('T') ? iso : null
}

function messageRow(
  message: MessageToRecord,
  context: RecordingContext,
  duplicateOf: string | null,
): MessageRow {
  return {
    id: message.id,
    receivedAt: message.receivedAt.toISOString(),
    eventCount: message.events.length,
    company: storableTextOrNull(message.company),
    callerId: context.callerIds.get(message) as number,
    correlationId: storableText(message.correlationId),
    traceparent: message.traceparent,
    contentType: storableTextOrNull(message.contentType),
    contentEncoding: storableTextOrNull(message.contentEncoding),
    typeHint: storableTextOrNull(message.typeHint),
    hints: message.hints === null ? null : JSON.stringify(message.hints),
    warnings: message.warnings.length === 0 ? null : JSON.stringify(message.warnings),
    format: message.format,
    contract: message.contract,
    type: storableTextOrNull(message.type),
    externalEventId: storableTextOrNull(message.externalEventId),
    duplicateOf,
    discarded: discardedAs(message),
    errorCode: message.errorCode,
    body: message.body,
  }
}

function eventRow(identified: IdentifiedEvent, subjects: SubjectIds): EventRow {
  const { message, ordinal, toRecord, duplicateOf, otherContent, mayBeRepeat } = identified
  const { event } = toRecord
  return {
    messageId: message.id,
    ordinal,
    subjectId: subjects.idOf(subjectKeyFor(identified, toRecord.subject)),
    eventId: storableTextOrNull(event.eventId),
    type: storableTextOrNull(event.type),
    entityType: storableTextOrNull(event.entityType),
    subjectField: storableTextOrNull(toRecord.subjectField),
    publishedAt: instantOf(identified),
    search: searchTextOf(event),
    effectiveOn: event.effectiveStartDate?.iso?.slice(0, 10) ?? null,
    duplicateOf: duplicateOf?.messageId ?? null,
    duplicateOfOrdinal: duplicateOf?.ordinal ?? null,
    otherContent,
    mayBeRepeat,
    discarded: toRecord.discarded,
    noHandler: hasNoHandler(identified) ? true : null,
  }
}

/** Limit of the search text: it only has to find the event. */
const MAX_SEARCH_LENGTH = 2_000

function searchTextOf({ keys, params }: DomainEvent): string | null {
  const text = [...keys, ...params].map(({ name, value }) => `${name}=${value}`).join('\n')
  if (text === '') return null
  return text.slice(0, MAX_SEARCH_LENGTH).replaceAll('\u0000', '\uFFFD').toWellFormed()
}
