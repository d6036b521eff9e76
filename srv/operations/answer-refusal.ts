import type { Response } from 'express'
import type { Grant } from '../../lib/auth/caller.ts'
import { challenge, isAuthErrorCode } from '../../lib/auth/tokens/challenge.ts'
import { ReceiverError } from '../../lib/errors.ts'
import { isOutage } from '../../lib/store/db/sql-outage.ts'
import { RequestRefusal } from './request-refusal.ts'

const RETRY_AFTER_SECONDS = 10

/**
 * Answers a request that was not done; the advice is for whoever runs the receiver.
 * @param wanted the grant that the work needs, where it is known
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

/** What was missing in a token stands in WWW-Authenticate alone (RFC 6750). */
function describe(error: unknown, scopes: readonly string[], wanted: Grant | null): Described {
  if (error instanceof RequestRefusal) return error
  if (error instanceof ReceiverError) {
    if (error.code === 'queue_full')
      return { status: 503, code: error.code, message: error.message }
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
      message: 'the database does not answer in time: try again later, with a narrower filter',
    }
  }
  return { status: 500, code: 'internal', message: 'the receiver failed: its log says more' }
}

/** The names of the grants are no secret: OpenAPI tells them. */
function missing(grant: Grant): string {
  return `expected the grant ${grant}, this token does not have it: give it to the client or the person; WWW-Authenticate names the scopes that are known`
}

function sentenceOf(status: number): string {
  if (status === 503) return 'the keys of the token issuer cannot be read now: try again later'
  if (status === 403) return 'the token is good but does not allow this: see WWW-Authenticate'
  return 'the call was not accepted: see WWW-Authenticate'
}
