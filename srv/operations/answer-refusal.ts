import type { Response } from 'express'
import type { Grant } from '../../lib/auth/caller.ts'
import { challenge, isAuthErrorCode } from '../../lib/auth/tokens/challenge.ts'
import { ReceiverError } from '../../lib/errors.ts'
import { isOutage } from '../../lib/store/db/sql-outage.ts'
import { sentenceOf } from '../http/answer-error.ts'
import { RequestRefusal } from './request-refusal.ts'

const RETRY_AFTER_SECONDS = 10

/**
 * Answers a refused request. The returned advice is for the stored refusal.
 * @param wanted the grant that the request needs; null = unknown
 */
export function answerRefusal(
  response: Response,
  error: unknown,
  scopes: readonly string[],
  wanted: Grant | null = null,
): { status: number; code: string; advice: string } {
  const described = describe(error, scopes, wanted)
  const { status, code, message, details, headers } = described
  const advice = error instanceof ReceiverError ? error.message : message
  if (response.headersSent) {
    response.destroy()
    return { status: response.statusCode, code, advice }
  }
  const retryAfter = described.retryAfterSeconds ?? (status === 503 ? RETRY_AFTER_SECONDS : null)
  if (retryAfter !== null) response.setHeader('Retry-After', retryAfter)
  response
    .status(status)
    .set(headers ?? {})
    .json({ error: { code, message, ...(details === undefined ? {} : { details }) } })
  return { status, code, advice }
}

interface Described {
  readonly status: number
  readonly code: string
  readonly message: string
  readonly details?: unknown
  readonly headers?: Record<string, string>
  readonly retryAfterSeconds?: number | undefined
}

/** Only WWW-Authenticate describes a problem with the token (RFC 6750). */
function describe(error: unknown, scopes: readonly string[], wanted: Grant | null): Described {
  if (error instanceof RequestRefusal) return error
  if (error instanceof ReceiverError) {
    if (error.code === 'queue_full' || error.code === 'key_store_away')
      return { status: 503, code: error.code, message: error.message }
    if (error.code === 'handler_unknown' || error.code === 'client_unknown')
      return { status: 400, code: error.code, message: error.message }
    if (!isAuthErrorCode(error.code)) {
      return { status: 409, code: error.code, message: error.message }
    }
    const { status, wwwAuthenticate } = challenge(error.code, scopes)
    const headers = wwwAuthenticate === null ? {} : { 'WWW-Authenticate': wwwAuthenticate }
    const isGrant = error.code === 'grant_missing' && wanted !== null
    const message = isGrant ? missing(wanted) : sentenceOf(status)
    return { status, code: error.code, message, headers }
  }
  if (isOutage(error)) {
    return {
      status: 503,
      code: 'database_unavailable',
      message: 'the database did not answer in time: try again later, with a narrower filter',
    }
  }
  return { status: 500, code: 'internal', message: 'the receiver failed: see its log' }
}

/** The grants' names are public: OpenAPI lists them. */
function missing(grant: Grant): string {
  return `expected the grant ${grant}, this token lacks it: assign it to the client or user; WWW-Authenticate lists the known scopes`
}
