import type { Response } from 'express'
import { challenge, isAuthErrorCode } from '../../lib/auth/tokens/challenge.ts'
import { type ErrorCode, ReceiverError } from '../../lib/errors.ts'
import { answerFormFor, encodeFault } from '../../lib/events/encode-answer.ts'
import { endAnswer } from './end-answer.ts'

/** Statuses of errors that are neither the token's nor ours to hide. */
const STATUS: Partial<Record<ErrorCode, number>> = {
  body_too_large: 413,
  content_type: 415,
  webhook_origin: 403,
  queue_full: 503,
  internal: 500,
  database_unavailable: 503,
}
const BAD_CONTENT = 400
const RETRY_AFTER_SECONDS = 10

export interface ErrorAnswerOptions {
  readonly contentType: string | undefined
  /** absent = it was not read */
  readonly body?: Buffer
  /** null where the message was not kept */
  readonly messageId: string | null
  /** full names of the scopes that would have been enough */
  readonly scopes: readonly string[]
}

/**
 * Answers a call that was refused, in the form of its Content-Type. What the token was missing stands
 * in WWW-Authenticate alone (RFC 6750): the body tells the code and a fixed sentence, so that nobody
 * learns the configuration by asking.
 */
export function answerError(
  response: Response,
  error: ReceiverError,
  options: ErrorAnswerOptions,
): void {
  const auth = isAuthErrorCode(error.code) ? challenge(error.code, options.scopes) : null
  const status = auth?.status ?? STATUS[error.code] ?? BAD_CONTENT
  if (auth?.wwwAuthenticate) response.setHeader('WWW-Authenticate', auth.wwwAuthenticate)
  if (status === 503)
    response.setHeader('Retry-After', auth?.retryAfterSeconds ?? RETRY_AFTER_SECONDS)
  const { format } = answerFormFor(options.contentType, options.body ?? null)
  const { contentType, body } = encodeFault(
    format,
    {
      code: error.code,
      message: auth === null ? error.message : sentenceOf(status),
      messageId: options.messageId,
    },
    status >= 500 ? 'Server' : 'Client',
  )
  const headers = { 'Content-Type': contentType, 'Content-Length': Buffer.byteLength(body) }
  response.writeHead(status, headers)
  endAnswer(response, body)
}

function sentenceOf(status: number): string {
  if (status === 503) return 'the keys of the token issuer cannot be read now: send it again later'
  if (status === 403) return 'the token is good but does not allow this: see WWW-Authenticate'
  return 'the call was not accepted: see WWW-Authenticate'
}

/** What reached the caller's side of the code without a code is our fault, and says nothing. */
export function internalError(cause: unknown): ReceiverError {
  return new ReceiverError('internal', 'the receiver failed: send it again later', { cause })
}
