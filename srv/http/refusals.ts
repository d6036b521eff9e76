import type { NextFunction, Request, Response } from 'express'
import {
  authorizationKind,
  callerAddress,
  REFUSAL_STATUSES,
} from '../../lib/auth/refusals/refusal.ts'
import type { RefusalLog } from '../../lib/auth/refusals/refusal-log.ts'
import { claimedToken } from '../../lib/auth/tokens/claimed-token.ts'
import { authorizationHeaders } from './authorization.ts'
import { callRecordOf, routePattern } from './call-record.ts'
import { claimedCompany } from './company.ts'
import type { UnreadableRequest } from './http-server.ts'

/** Notes why a call is refused. The stored refusal tells more than the answer. */
export function noteRefusal(
  response: Response,
  { code, message }: { readonly code: string; readonly message: string },
  scopesWanted: readonly string[] = [],
): void {
  const address = callerAddress(response.req.ip)
  callRecordOf(response).refusal = { code, advice: message, scopesWanted, address }
}

const HEALTH = '/health/'
/** Opening the page without a session is no failed call. */
const NOT_LOGGED_IN = 'session_expired'

/**
 * Stores every refused call, health checks aside. Caller addresses are stored for ingest paths only:
 * the other callers are people.
 */
export function keepRefusals(log: RefusalLog, eventPaths: readonly string[]) {
  return (request: Request, response: Response, next: NextFunction): void => {
    response.on('close', () => {
      if (!REFUSAL_STATUSES.has(response.statusCode) || !response.headersSent) return
      const path = routePattern(request)
      if (path.startsWith(HEALTH)) return
      const { refusal, caller, company, correlationId, messageId } = callRecordOf(response)
      if (refusal?.code === NOT_LOGGED_IN) return
      const isIngest = eventPaths.includes(path)
      log.add({
        method: request.method,
        path,
        company: company ?? (isIngest ? claimedCompany(request) : null),
        status: response.statusCode,
        code: refusal?.code ?? 'request_malformed',
        advice: refusal?.advice ?? 'Expected a readable HTTP request, got another one.',
        issuer: caller?.issuer ?? null,
        clientId: caller?.clientId ?? null,
        tenant: caller?.tenant ?? null,
        scopes: caller?.scopes ?? null,
        scopesWanted: refusal?.scopesWanted ?? null,
        claimed: () => (caller === null ? claimedToken(authorizationHeaders(request)) : null),
        authorization: isIngest ? authorizationKind(authorizationHeaders(request)) : null,
        callerAddress: isIngest ? (refusal?.address ?? null) : null,
        correlationId,
        messageId,
      })
    })
    next()
  }
}

/** Stores the refusal of bytes that were no HTTP request. */
export function keepUnreadable(log: RefusalLog, refused: UnreadableRequest): void {
  log.add({
    ...refused,
    method: '',
    path: '(unreadable)',
    company: null,
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
