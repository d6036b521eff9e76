import type { NextFunction, Request, Response } from 'express'
import type { Caller } from '../../lib/auth/caller.ts'
import { authorizationKind } from '../../lib/auth/refusals/authorization-kind.ts'
import { callerAddress } from '../../lib/auth/refusals/caller-address.ts'
import { REFUSAL_STATUSES } from '../../lib/auth/refusals/refusal.ts'
import type { RefusalLog } from '../../lib/auth/refusals/refusal-log.ts'
import { claimedToken } from '../../lib/auth/tokens/claimed-token.ts'
import { authorizationHeaders } from './authorization.ts'
import { claimedCompany } from './company.ts'
import type { UnreadableRequest } from './http-server.ts'
import { routePattern } from './route-pattern.ts'

declare global {
  namespace Express {
    interface Locals {
      /** why the call was not accepted */
      refused?: RefusedCall
    }
  }
}

export interface RefusedCall {
  readonly code: string
  readonly advice: string
  /** null = caller not authenticated */
  readonly caller: Caller | null
  /** full names of the scopes that would have been enough */
  readonly scopesWanted: readonly string[]
  /** IP address; known no more once the connection is closed */
  readonly address: string | null
}

/** Says why a call is refused: its answer tells little, its refusal all. */
export function noteRefusal(
  response: Response,
  error: { readonly code: string; readonly message: string },
  caller: Caller | null = null,
  scopesWanted: readonly string[] = [],
): void {
  response.locals.code = error.code
  response.locals.refused = {
    code: error.code,
    advice: error.message,
    caller,
    scopesWanted,
    address: callerAddress(response.req.ip),
  }
}

const HEALTH = '/health/'
/** Somebody opens the page, or comes back to it: that is no call that failed. */
const NOT_LOGGED_IN = 'session_over'

/**
 * Keeps every call that was not accepted; the platform's questions about our health are no calls.
 * The caller's address is kept for the ingest paths alone: the other callers are people.
 */
export function keepRefusals(book: RefusalLog, eventPaths: readonly string[]) {
  return (request: Request, response: Response, next: NextFunction): void => {
    response.on('close', () => {
      if (!REFUSAL_STATUSES.has(response.statusCode) || !response.headersSent) return
      const path = routePattern(request)
      if (path.startsWith(HEALTH)) return
      const { refused, company, correlationId, messageId } = response.locals
      if (refused?.code === NOT_LOGGED_IN) return
      const caller = refused?.caller ?? null
      const isIngest = eventPaths.includes(path)
      book.add({
        method: request.method,
        path,
        company: company ?? (isIngest ? claimedCompany(request) : null),
        status: response.statusCode,
        code: refused?.code ?? 'request_malformed',
        advice: refused?.advice ?? 'Expected an HTTP request that can be read, another one came.',
        issuer: caller?.issuer ?? null,
        clientId: caller?.clientId ?? null,
        tenant: caller?.tenant ?? null,
        scopes: caller?.scopes ?? null,
        scopesWanted: refused === undefined ? null : refused.scopesWanted,
        claimed: () => (caller === null ? claimedToken(authorizationHeaders(request)) : null),
        authorization: isIngest ? authorizationKind(authorizationHeaders(request)) : null,
        callerAddress: isIngest ? (refused?.address ?? null) : null,
        correlationId,
        messageId: messageId ?? null,
      })
    })
    next()
  }
}

/** Keeps what came over the wire and was no request. */
export function keepUnreadable(
  book: RefusalLog,
  { status, code, advice }: UnreadableRequest,
): void {
  book.add({
    method: '',
    path: '(unreadable)',
    company: null,
    status,
    code,
    advice,
    issuer: null,
    clientId: null,
    tenant: null,
    scopes: null,
    scopesWanted: null,
    claimed: () => null,
    authorization: null,
    callerAddress: null,
    correlationId: null,
    messageId: null,
  })
}
