import type { SealingKey } from '../../encryption/seal.ts'
import type { Vault } from '../../encryption/vault.ts'
import type { DomainEvent } from '../../events/event.ts'
import { searchHashes } from '../db/search-hashes.ts'
import { storableText, storableTextOrNull } from '../db/storable-text.ts'
import { hasNoHandler, type IdentifiedEvent } from './identified-event.ts'
import type { EventRow, MessageRow } from './message-rows.ts'
import type { MessageToRecord } from './recording.ts'
import { sealBody } from './seal-message.ts'
import type { SubjectIds } from './subjects-of-batch.ts'

/** The reason code if all events of a message are discarded, else null. */
export function discardedAs(events: readonly IdentifiedEvent[]): string | null {
  const reasons = events.map(({ toRecord: { discarded } }) => discarded)
  return reasons.includes(null) ? null : (reasons[0] ?? null)
}

/** The full instant of publication; a day alone gives no order. */
export function instantOf({ toRecord }: IdentifiedEvent): string | null {
  const iso = toRecord.event.publishedAt?.iso ?? null
  return iso?.includes('T') ? iso : null
}

export function messageRow(
  message: MessageToRecord,
  callerId: number,
  duplicateOf: string | null,
): Omit<MessageRow, 'keyId' | 'body' | 'discarded'> {
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
    errorCode: message.errorCode,
  }
}

export function sealedBody(
  vault: Vault,
  { id, body }: MessageToRecord,
  keys: readonly SealingKey[],
): Pick<MessageRow, 'keyId' | 'body'> {
  const { keyId, bytes } = sealBody(vault, keys, id, body)
  return { keyId, body: bytes }
}

export function eventRow(
  identified: IdentifiedEvent,
  subjects: SubjectIds,
): Omit<EventRow, 'search' | 'content'> {
  const { message, ordinal, toRecord, duplicateOf, otherContent, mayBeRepeat } = identified
  const { event } = toRecord
  return {
    messageId: message.id,
    ordinal,
    subjectId: subjects.ofEvent(identified, toRecord.subject).id,
    eventId: storableTextOrNull(event.eventId),
    type: storableTextOrNull(event.type),
    entityType: storableTextOrNull(event.entityType),
    subjectField: storableTextOrNull(toRecord.subjectField),
    publishedAt: instantOf(identified),
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
export function searchOf(vault: Vault, { keys, params }: DomainEvent): string | null {
  const hashes = searchHashes(vault, [
    ...keys.map(({ value }) => value),
    ...params.map(({ value }) => value),
  ])
  return hashes.length === 0 ? null : `{${hashes.join()}}`
}
