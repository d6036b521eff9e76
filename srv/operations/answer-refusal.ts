import type { Response } from 'express'
import { challenge, isAuthErrorCode } from '../../lib/auth/challenge.ts'
import { ReceiverError } from '../../lib/errors.ts'
import { isOutage } from '../../lib/store/sql-outage.ts'
import { RequestRefusal } from './request-refusal.ts'

const RETRY_AFTER_SECONDS = 10

/** Answers a request that was not done; the advice is for whoever runs the receiver. */
export function answerRefusal(
  response: Response,
  error: unknown,
  scopes: readonly string[],
): { status: number; code: string; advice: string } {
  const { status, code, message, details, headers } = describe(error, scopes)
  const advice = error instanceof ReceiverError ? error.message : message
  if (response.headersSent) {
    response.destroy()
    return { status: response.statusCode, code, advice }
  }
  if (status === 503) response.setHeader('Retry-After', RETRY_AFTER_SECONDS)
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
}

/** What was missing in a token stands in WWW-Authenticate alone (RFC 6750). */
function describe(error: unknown, scopes: readonly string[]): Described {
  if (error instanceof RequestRefusal) return error
  if (error instanceof ReceiverError) {
    if (!isAuthErrorCode(error.code)) {
      return { status: 409, code: error.code, message: error.message }
    }
    const { status, wwwAuthenticate } = challenge(error.code, scopes)
    const headers = wwwAuthenticate === null ? {} : { 'WWW-Authenticate': wwwAuthenticate }
    return { status, code: error.code, message: sentenceOf(status), headers }
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

function sentenceOf(status: number): string {
  if (status === 503) return 'the keys of the token issuer cannot be read now: try again later'
  if (status === 403) return 'the token is good but does not allow this: see WWW-Authenticate'
  return 'the call was not accepted: see WWW-Authenticate'
}
