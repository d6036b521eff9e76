import type { Response } from 'express'
import type { CallerRule } from '../../lib/auth/caller-rule.ts'
import {
  type AnswerTemplate,
  type AnswerValues,
  filledJson,
  filledXml,
} from '../../lib/events/answer-template.ts'
import {
  answerFormFor,
  type EncodedAnswer,
  encodeAccepted,
  encodeErrorCode,
  isAnsweredInJson,
} from '../../lib/events/encode-answer.ts'
import type { Metrics } from '../../lib/observability/metrics/metrics.ts'
import { answerError } from '../http/answer-error.ts'
import { callRecordOf } from '../http/call-record.ts'
import { noteRefusal } from '../http/refusals.ts'
import type { Acceptance } from './accept-message.ts'

export interface AnsweredCall {
  readonly contentType: string | undefined
  /** null = the contract's answer */
  readonly answer: AnswerTemplate | null
  readonly undecodable: CallerRule['undecodable']
  readonly at: Date
  readonly metrics: Metrics
}

/** Answers a call after its message was committed. */
export function answerAcceptance(
  response: Response,
  acceptance: Acceptance,
  call: AnsweredCall,
): void {
  const { messageId } = acceptance
  const record = callRecordOf(response)
  record.messageId = messageId
  response.setHeader('SAP_MessageProcessingLogID', messageId)
  if (acceptance.kind === 'undecodable') {
    call.metrics.messages.inc({ outcome: 'undecodable' })
    answerUndecodable(response, acceptance, call)
    return
  }
  const { decoded, recorded, counts } = acceptance
  const outcome = recorded.duplicateOf === null ? 'accepted' : 'repeat'
  call.metrics.messages.inc({ outcome: counts ? outcome : 'other_sender' })
  call.metrics.events.inc(recorded.newEvents)
  call.metrics.eventsWithoutHandler.inc(recorded.withoutHandler)
  const entityId = decoded.events[0]?.entityType ?? null
  const own = ownAnswer(call.answer, { messageId, correlationId: record.correlationId, decoded })
  answerOk(response, own ?? encodeAccepted(decoded, { messageId, at: call.at, entityId }))
}

/** The caller's own answer to a body of this format; null = it has none. */
function ownAnswer(answer: AnswerTemplate | null, values: AnswerValues): EncodedAnswer | null {
  const isJson = isAnsweredInJson(values.decoded)
  if (isJson && answer?.json !== undefined) {
    const body = filledJson(answer.json, values)
    return { contentType: 'application/json; charset=utf-8', body }
  }
  if (isJson || answer?.xml === undefined) return null
  return { contentType: 'application/xml; charset=utf-8', body: filledXml(answer.xml, values) }
}

/** Some senders take a fault for an outage: they get a success with the error code in its body. */
function answerUndecodable(
  response: Response,
  { error, messageId, body }: Extract<Acceptance, { kind: 'undecodable' }>,
  { contentType, undecodable }: AnsweredCall,
): void {
  noteRefusal(response, error)
  if (undecodable === 'fault') {
    answerError(response, error, { contentType, body, messageId, scopes: [] })
    return
  }
  const { code, message } = error
  const form = answerFormFor(contentType, body)
  answerOk(response, encodeErrorCode(form, { code, message, messageId }))
}

function answerOk(response: Response, { contentType, body }: EncodedAnswer): void {
  response
    .writeHead(200, {
      'Content-Type': contentType,
      'Content-Length': Buffer.byteLength(body),
    })
    .end(body)
}
