import type { SealingKey } from '../../encryption/seal.ts'
import type { Vault } from '../../encryption/vault.ts'
import type { DomainEvent } from '../../events/event.ts'
import { searchHashes } from '../db/search-hashes.ts'
import { storableText, storableTextOrNull } from '../db/storable-text.ts'
import { hasNoHandler, type IdentifiedEvent } from './identified-event.ts'
import type { MessageToRecord } from './recording.ts'
import { sealBody, sealContent } from './seal-message.ts'
import type { SubjectIds } from './subjects-of-batch.ts'

/** The reason code if all events of a message are discarded, else null. */
function discardedAs(events: readonly IdentifiedEvent[]): string | null {
  const reasons = events.map(({ toRecord: { discarded } }) => discarded)
  return reasons.includes(null) ? null : (reasons[0] ?? null)
}

/** The full instant of publication; a day alone gives no order. */
export function instantOf({ toRecord }: IdentifiedEvent): string | null {
  const iso = toRecord.event.publishedAt?.iso ?? null
  return iso?.includes('T') ? iso : null
}

interface MessageFacts {
  readonly callerId: number
  readonly duplicateOf: string | null
  readonly events: readonly IdentifiedEvent[]
  /** of its persons */
  readonly keys: readonly SealingKey[]
}

export type MessageRow = ReturnType<typeof messageRow>

export function messageRow(
  vault: Vault,
  message: MessageToRecord,
  { callerId, duplicateOf, events, keys }: MessageFacts,
) {
  const { keyId, bytes } = sealBody(vault, keys, message.id, message.body)
  return {
    id: message.id,
    receivedAt: message.receivedAt.toISOString(),
    eventCount: message.events.length,
    company: storableTextOrNull(message.company),
    callerId,
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
    discarded: discardedAs(events),
    errorCode: message.errorCode,
    keyId,
    body: bytes,
  }
}

export type EventRow = ReturnType<typeof eventRow>

/** @param keys of all persons of its message */
export function eventRow(
  vault: Vault,
  identified: IdentifiedEvent,
  subjects: SubjectIds,
  keys: readonly SealingKey[],
) {
  const { message, ordinal, toRecord, duplicateOf, otherContent, mayBeRepeat } = identified
  const { event } = toRecord
  return {
    messageId: message.id,
    ordinal,
    subjectId: subjects.ofEvent(identified, toRecord.subject).id,
    eventId: storableTextOrNull(event.eventId),
    type: storableTextOrNull(event.type),
    entityType: storableTextOrNull(event.entityType),
    publishedAt: instantOf(identified),
    search: searchOf(vault, event),
    /** null = it is read from the body */
    content: sealContent(vault, message, ordinal, subjects, keys),
    subjectField: storableTextOrNull(toRecord.subjectField),
    effectiveOn: event.effectiveStartDate?.iso?.slice(0, 10) ?? null,
    duplicateOf: duplicateOf?.messageId ?? null,
    duplicateOfOrdinal: duplicateOf?.ordinal ?? null,
    otherContent,
    mayBeRepeat,
    discarded: toRecord.discarded,
    noHandler: hasNoHandler(identified) ? true : null,
  }
}

/** PostgreSQL's text of the keyed hashes by which a search finds the event. */
function searchOf(vault: Vault, { keys, params }: DomainEvent): string | null {
  const hashes = searchHashes(vault, [
    ...keys.map(({ value }) => value),
    ...params.map(({ value }) => value),
  ])
  return hashes.length === 0 ? null : `{${hashes.join()}}`
}
