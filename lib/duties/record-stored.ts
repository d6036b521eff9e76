import type { DecodedMessage } from '../events/event.ts'
import { planMessage } from '../handlers/plan-message.ts'
import type { RegisteredHandler } from '../handlers/registered-handler.ts'
import { nameDecodedSubjects } from '../store/actions/record-reveal.ts'
import type { ClientBase, Pool } from '../store/database.ts'
import type { MessageToRecord } from '../store/recording.ts'
import type { StoredMessage } from '../store/statements/find-messages.ts'
import { type RecordingContext, writeRecording } from '../store/write-recording.ts'

export interface RecordStoredOptions {
  readonly pool: Pool
  readonly handlers: readonly RegisteredHandler[]
  readonly recording: Omit<RecordingContext, 'callerIds' | 'known'>
}

/**
 * Records a stored message that can be read now as if it came now: known events are repeats, new ones
 * get their deliveries. The message must be locked and undecodable.
 */
export async function recordStored(
  client: ClientBase,
  { handlers, recording }: Omit<RecordStoredOptions, 'pool'>,
  stored: StoredMessage,
  decoded: DecodedMessage,
): Promise<void> {
  const message = toRecord(stored, decoded, handlers)
  const callerIds = new Map([[message, stored.callerId]])
  const context = { ...recording, callerIds, known: true }
  const { lastStatement } = await writeRecording(client, [message], context)
  await lastStatement
  await nameDecodedSubjects(client, stored.id)
}

function toRecord(
  stored: StoredMessage,
  decoded: DecodedMessage,
  handlers: readonly RegisteredHandler[],
): MessageToRecord {
  const { issuer, clientId, tenant, name } = stored
  const caller = { issuer, clientId, tenant, name }
  return {
    id: stored.id,
    receivedAt: stored.receivedAt,
    caller,
    company: stored.company,
    correlationId: stored.correlationId,
    // Its row has kept what it was recorded with.
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
    problem: null,
    events: planMessage(decoded, { ...stored, messageId: stored.id, caller }, handlers),
  }
}
