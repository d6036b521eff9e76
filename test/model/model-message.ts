import { randomUUID } from 'node:crypto'
import { decodeMessage } from '../../lib/events/decode-message.ts'
import type { RegisteredHandler } from '../../lib/handlers/discover-handlers.ts'
import { planMessage } from '../../lib/handlers/plan-message.ts'
import { newId } from '../../lib/new-id.ts'
import type { MessageToRecord } from '../../lib/store/record/recording.ts'

export const CALLER = {
  issuer: 'https://issuer.example.com',
  clientId: 'model',
  tenant: '',
  name: null,
}

export interface ModelEvent {
  readonly userId: string
  /** the model's time from which the event counts (ms) */
  readonly startsAt: number
}

/** A message as SuccessFactors sends it, planned for the handlers that an instance knows. */
export function modelMessage(
  company: string,
  events: readonly ModelEvent[],
  handlers: readonly RegisteredHandler[],
  type = 'model',
): MessageToRecord {
  const body = Buffer.from(bodyOf(events, type))
  const id = newId()
  const receivedAt = new Date()
  const decoded = decodeMessage(body, { contentType: 'text/xml', typeHint: null })
  return {
    id,
    receivedAt,
    caller: CALLER,
    company,
    correlationId: id,
    traceparent: null,
    contentType: 'text/xml',
    contentEncoding: null,
    typeHint: null,
    hints: null,
    warnings: [],
    format: decoded.format,
    contract: decoded.contract,
    type: decoded.type,
    externalEventId: decoded.externalEventId,
    body,
    errorCode: null,
    events: planMessage(
      decoded,
      { messageId: id, caller: CALLER, company, receivedAt, body, hints: null },
      handlers,
      [],
    ),
  }
}

function bodyOf(events: readonly ModelEvent[], type: string): string {
  const parts = events.map(
    ({ userId, startsAt }) =>
      `<event><eventId>${randomUUID()}</eventId><entityType>EmpJob</entityType><entityKeys>` +
      `<entityKey><name>userId</name><value>${userId}</value></entityKey></entityKeys>` +
      `<params><param><name>startsAt</name><value>${startsAt}</value></param></params></event>`,
  )
  return (
    '<ExternalEvent xmlns="http://notification.event.successfactors.com"><externalEventMeta>' +
    `<externalEventId>${randomUUID()}</externalEventId><type>${type}</type></externalEventMeta>` +
    `<events>${parts.join('')}</events></ExternalEvent>`
  )
}
