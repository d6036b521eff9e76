import type { SenderRule } from '../auth/sender-rule.ts'
import type { DecodedMessage } from '../events/event.ts'
import { planMessage } from '../handlers/plan-message.ts'
import type { RegisteredHandler } from '../handlers/registered-handler.ts'
import type { MessageToRecord } from '../store/recording.ts'
import type { StoredMessage } from '../store/statements/find-messages.ts'

export interface StoredMessageOptions {
  readonly handlers: readonly RegisteredHandler[]
  /** which senders count; none = all of them */
  readonly senders: readonly SenderRule[]
}

/** A stored message as if it came now, with what it says today. */
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
    events: planMessage(decoded, { ...stored, messageId: stored.id, caller }, handlers, senders),
  }
}
