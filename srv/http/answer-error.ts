import type { Response } from 'express'
import { challenge, isAuthErrorCode } from '../../lib/auth/tokens/challenge.ts'
import { type ErrorCode, ReceiverError } from '../../lib/errors.ts'
import { answerFormFor, encodeFault } from '../../lib/events/encode-answer.ts'

/** Statuses of errors that are not about the token. */
const STATUS: Partial<Record<ErrorCode, number>> = {
  body_too_large: 413,
  content_type: 415,
  webhook_origin: 403,
  queue_full: 503,
  internal: 500,
  database_unavailable: 503,
  key_store_away: 503,
}
const BAD_CONTENT = 400
const RETRY_AFTER_SECONDS = 10

export interface ErrorAnswerOptions {
  readonly contentType: string | undefined
  /** absent = it was not read */
  readonly body?: Buffer
  /** null = the message was not stored */
  readonly messageId: string | null
  /** full names of the scopes that would have been enough */
  readonly scopes: readonly string[]
}

/**
 * Answers a refused call in the format of its Content-Type. Only WWW-Authenticate describes a problem
 * with the token (RFC 6750). The body has the code and a fixed sentence: it reveals no configuration.
 */
export function answerError(
  response: Response,
  error: ReceiverError,
  { contentType, body: sent, messageId, scopes }: ErrorAnswerOptions,
): void {
  const auth = isAuthErrorCode(error.code) ? challenge(error.code, scopes) : null
  const status = auth?.status ?? STATUS[error.code] ?? BAD_CONTENT
  if (auth?.wwwAuthenticate) response.setHeader('WWW-Authenticate', auth.wwwAuthenticate)
  if (status === 503)
    response.setHeader('Retry-After', auth?.retryAfterSeconds ?? RETRY_AFTER_SECONDS)
  const { format } = answerFormFor(contentType, sent ?? null)
  const message = auth === null ? error.message : sentenceOf(status)
  const fault = { code: error.code, message, messageId }
  const side = status >= 500 ? 'Server' : 'Client'
  const { contentType: type, body } = encodeFault(format, fault, side)
  response.writeHead(status, { 'Content-Type': type, 'Content-Length': Buffer.byteLength(body) })
  endAnswer(response, body)
}

/** A fixed sentence, because details of the token are for WWW-Authenticate only. */
export function sentenceOf(status: number): string {
  if (status === 503) return 'the signing keys of the token issuer are unavailable: retry later'
  if (status === 403) return 'the token is valid but does not allow this call: see WWW-Authenticate'
  return 'the call was not accepted: see WWW-Authenticate'
}

/** Wraps an error without a code. It is our fault, and its text stays in the log. */
export function internalError(cause: unknown): ReceiverError {
  return new ReceiverError('internal', 'the receiver failed: send it again later', { cause })
}

/** Limits for reading the rest of a refused body: bytes, and time (ms). */
const MAX_BYTES = 1024 * 1024
const MAX_MS = 1_000

/**
 * Ends an answer that closes its connection. A caller that is still sending would get a reset, and its
 * system would drop the answer. So the rest of the body is read for a moment (RFC 9112 section 9.6).
 */
function endAnswer(response: Response, body: string): void {
  const { req: request } = response
  const isCut = response.getHeader('Connection') === 'close' && request.headers.expect === undefined
  if (request.complete || !isCut) return void response.end(body)
  response.write(body)
  let length = 0
  const end = () => {
    clearTimeout(longest)
    request.off('data', count)
    response.end()
  }
  const count = (chunk: Buffer) => {
    length += chunk.length
    if (length > MAX_BYTES) end()
  }
  const longest = setTimeout(end, MAX_MS)
  request.on('data', count)
  request.once('end', end)
  request.once('close', end)
}
