import type { Response } from 'express'
import type { Caller } from '../../lib/auth/caller.ts'
import type { CallerRule } from '../../lib/auth/caller-rule.ts'
import type { ReceiverError } from '../../lib/errors.ts'
import {
  answerFormFor,
  type EncodedAnswer,
  encodeAccepted,
  encodeErrorCode,
} from '../../lib/events/encode-answer.ts'
import type { Metrics } from '../../lib/metrics/metrics.ts'
import { noteRefusal } from '../refusals.ts'
import type { Acceptance } from './accept-message.ts'
import { answerError } from './answer-error.ts'

export interface AnsweredCall {
  readonly contentType: string | undefined
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
  const { decoded, recorded } = acceptance
  call.metrics.messages.inc({ outcome: recorded.duplicateOf === null ? 'accepted' : 'repeat' })
  call.metrics.events.inc(recorded.newEvents)
  const entityId = decoded.events[0]?.entityType ?? null
  answerOk(response, encodeAccepted(decoded, { messageId, at: call.at, entityId }))
}

/** Some senders take a fault for an outage: those are told inside of a success. */
function answerUndecodable(
  response: Response,
  error: ReceiverError,
  messageId: string,
  { contentType, caller, undecodable }: AnsweredCall,
): void {
  noteRefusal(response, error, caller)
  if (undecodable === 'fault') {
    answerError(response, error, { contentType, messageId, scopes: [] })
    return
  }
  const { code, message } = error
  answerOk(response, encodeErrorCode(answerFormFor(contentType), { code, message, messageId }))
}

function answerOk(response: Response, { contentType, body }: EncodedAnswer): void {
  response
    .writeHead(200, {
      'Content-Type': contentType,
      'Content-Length': Buffer.byteLength(body),
    })
    .end(body)
}
