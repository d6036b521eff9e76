import type { IncomingMessage } from 'node:http'
import type { Authenticator } from '../lib/auth/authenticate.ts'
import type { Caller } from '../lib/auth/caller.ts'
import type { PageSessions } from '../lib/auth/login/page-sessions.ts'
import { authorizationHeaders, callerOf } from './authorization.ts'
import { readCookie, SESSION_COOKIE } from './monitor/cookies.ts'
import { PAGE_HEADER, requireSameOrigin } from './monitor/same-origin.ts'

export interface Identification {
  readonly authenticator: Authenticator
  /** null = nobody logs in here */
  readonly sessions: PageSessions | null
  /** origin of the page for browsers; null = that of the request */
  readonly publicUrl: string | null
}

/**
 * Who asks: by a token, else by the session of the page, which goes on with each activity. Throws what
 * either of them throws.
 */
export async function identify(
  { authenticator, sessions, publicUrl }: Identification,
  request: IncomingMessage,
  { isActivity = isSomebodyThere(request) }: { readonly isActivity?: boolean } = {},
): Promise<Caller> {
  const id = sessions === null ? null : readCookie(request, SESSION_COOKIE)
  if (sessions === null || id === null || authorizationHeaders(request).length > 0) {
    return callerOf(authenticator, request)
  }
  requireSameOrigin(request, publicUrl)
  return (await sessions.find(id, isActivity)).caller
}

/** The page says of its own reloads that nobody has touched it for a while. */
function isSomebodyThere({ headers }: IncomingMessage): boolean {
  return headers[PAGE_HEADER] !== 'away'
}
