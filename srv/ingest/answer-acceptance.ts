import type { Response } from 'express'
import type { Caller } from '../../lib/auth/caller.ts'
import type { CallerRule } from '../../lib/auth/caller-rule.ts'
import type { ReceiverError } from '../../lib/errors.ts'
import { type AnswerTemplate, filledJson, filledXml } from '../../lib/events/answer-template.ts'
import {
  answerFormFor,
  type EncodedAnswer,
  encodeAccepted,
  encodeErrorCode,
  isAnsweredInJson,
} from '../../lib/events/encode-answer.ts'
import type { DecodedMessage } from '../../lib/events/event.ts'
import type { Metrics } from '../../lib/observability/metrics/metrics.ts'
import { answerError } from '../http/answer-error.ts'
import { noteRefusal } from '../http/refusals.ts'
import type { Acceptance } from './accept-message.ts'

export interface AnsweredCall {
  readonly contentType: string | undefined
  readonly body: Buffer
  readonly correlationId: string
  /** null = the answer of the contract */
  readonly answer: AnswerTemplate | null
  readonly caller: Caller
  readonly undecodable: CallerRule['undecodable']
  readonly at: Date
  readonly metrics: Metrics
}

/** Answers a call whose message is committed. */
export function answerAcceptance(
  response: Response,
  acceptance: Acceptance,
  call: AnsweredCall,
): void {
  const { messageId } = acceptance
  response.locals.messageId = messageId
  response.setHeader('SAP_MessageProcessingLogID', messageId)
  if (acceptance.kind === 'undecodable') {
    call.metrics.messages.inc({ outcome: 'undecodable' })
    answerUndecodable(response, acceptance.error, messageId, call)
    return
  }
  const { decoded, recorded, counts } = acceptance
  const outcome = recorded.duplicateOf === null ? 'accepted' : 'repeat'
  call.metrics.messages.inc({ outcome: counts ? outcome : 'other_sender' })
  call.metrics.events.inc(recorded.newEvents)
  call.metrics.eventsWithoutHandler.inc(recorded.withoutHandler)
  const entityId = decoded.events[0]?.entityType ?? null
  const own = ownAnswer(call, messageId, decoded)
  answerOk(response, own ?? encodeAccepted(decoded, { messageId, at: call.at, entityId }))
}

/** The caller's own answer to a body of this form; null = it has none. */
function ownAnswer(
  { answer, correlationId }: AnsweredCall,
  messageId: string,
  decoded: DecodedMessage,
): EncodedAnswer | null {
  const values = { messageId, correlationId, decoded }
  const isJson = isAnsweredInJson(decoded)
  if (isJson && answer?.json !== undefined) {
    const body = filledJson(answer.json, values)
    return { contentType: 'application/json; charset=utf-8', body }
  }
  if (isJson || answer?.xml === undefined) return null
  return { contentType: 'application/xml; charset=utf-8', body: filledXml(answer.xml, values) }
}

/** Some senders take a fault for an outage: those are told inside of a success. */
function answerUndecodable(
  response: Response,
  error: ReceiverError,
  messageId: string,
  { contentType, body, caller, undecodable }: AnsweredCall,
): void {
  noteRefusal(response, error, caller)
  if (undecodable === 'fault') {
    answerError(response, error, { contentType, body, messageId, scopes: [] })
    return
  }
  const { code, message } = error
  answerOk(
    response,
    encodeErrorCode(answerFormFor(contentType, body), { code, message, messageId }),
  )
}

function answerOk(response: Response, { contentType, body }: EncodedAnswer): void {
  response
    .writeHead(200, {
      'Content-Type': contentType,
      'Content-Length': Buffer.byteLength(body),
    })
    .end(body)
}
