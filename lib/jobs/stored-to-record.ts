import type { SenderRule } from '../auth/sender-rule.ts'
import type { DecodedMessage } from '../events/event.ts'
import type { RegisteredHandler } from '../handlers/discover-handlers.ts'
import { planMessage } from '../handlers/plan-message.ts'
import { nameDecodedSubjects } from '../store/actions/record-reveal.ts'
import type { ClientBase, Pool } from '../store/db/database.ts'
import type { StoredMessage } from '../store/record/find-messages.ts'
import type { MessageToRecord } from '../store/record/recording.ts'
import { type RecordingContext, writeRecording } from '../store/record/write-recording.ts'

export interface StoredMessageOptions {
  readonly handlers: readonly RegisteredHandler[]
  /** rules that select senders; empty = all senders */
  readonly senders: readonly SenderRule[]
}

/** A stored message as if it had just arrived, with its present form. */
export function storedToRecord(
  stored: StoredMessage,
  decoded: DecodedMessage,
  { handlers, senders }: StoredMessageOptions,
): MessageToRecord {
  const { issuer, clientId, tenant, name } = stored
  const caller = { issuer, clientId, tenant, name }
  return {
    id: stored.id,
    receivedAt: stored.receivedAt,
    caller,
    company: stored.company,
    correlationId: stored.correlationId,
    // The stored row keeps its own.
    traceparent: null,
    contentType: stored.contentType,
    contentEncoding: null,
    typeHint: stored.typeHint,
    hints: stored.hints,
    warnings: [...stored.warnings, ...(decoded.warnings ?? [])],
    format: decoded.format,
    contract: decoded.contract,
    type: decoded.type ?? decoded.events[0]?.type ?? null,
    externalEventId: decoded.externalEventId,
    body: stored.body,
    errorCode: null,
    events: planMessage(decoded, { ...stored, messageId: stored.id, caller }, handlers, senders),
  }
}

export interface RecordStoredOptions extends StoredMessageOptions {
  readonly pool: Pool
  readonly recording: Omit<RecordingContext, 'callerIds' | 'known' | 'starts'>
}

/**
 * Records a stored message as if it had just arrived: known events are duplicates, new ones get
 * deliveries. The message must be locked and undecodable.
 * @param original the body before a repair that changed it
 */
export async function recordStored(
  client: ClientBase,
  options: Omit<RecordStoredOptions, 'pool'>,
  stored: StoredMessage,
  decoded: DecodedMessage,
  original: Buffer | null = null,
): Promise<void> {
  const message = storedToRecord(stored, decoded, options)
  const callerIds = new Map([[message, stored.callerId]])
  const repaired = original === null ? {} : { original }
  const context = { ...options.recording, callerIds, known: true, starts: null, ...repaired }
  const { lastStatement } = await writeRecording(client, [message], context)
  await lastStatement
  await nameDecodedSubjects(client, stored.id)
}
