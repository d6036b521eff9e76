import type { IncomingMessage } from 'node:http'
import type { Caller } from '../../lib/auth/caller.ts'
import type { PageSessions } from '../../lib/auth/login/page-sessions.ts'
import type { Authenticator } from '../../lib/auth/tokens/authenticate.ts'
import { bearerToken } from '../../lib/auth/tokens/bearer-token.ts'
import { digestOf } from '../../lib/auth/tokens/token-memory.ts'
import { authorizationHeaders, callerOf } from './authorization.ts'
import { readCookie, SESSION_COOKIE } from './cookies.ts'
import { PAGE_HEADER, requireSameOrigin } from './same-origin.ts'

export interface Identification {
  readonly authenticator: Authenticator
  /** null = nobody logs in here */
  readonly sessions: PageSessions | null
  /** origin of the page for browsers; null = that of the request */
  readonly publicUrl: string | null
}

export interface Identified {
  readonly caller: Caller
  /** names the token or the session by a digest: limits count by it */
  readonly credential: string
  readonly isSession: boolean
}

/**
 * Who asks: by a token, else by the session of the page, which goes on with each activity. Throws what
 * either of them throws.
 */
export async function identify(
  { authenticator, sessions, publicUrl }: Identification,
  request: IncomingMessage,
  { isActivity = isSomebodyThere(request) }: { readonly isActivity?: boolean } = {},
): Promise<Identified> {
  const id = sessions === null ? null : readCookie(request, SESSION_COOKIE)
  if (sessions === null || id === null || authorizationHeaders(request).length > 0) {
    const caller = await callerOf(authenticator, request)
    const token = bearerToken(authorizationHeaders(request))
    return { caller, credential: digestOf(signedPart(token)), isSession: false }
  }
  requireSameOrigin(request, publicUrl)
  const { caller } = await sessions.find(id, isActivity)
  return { caller, credential: digestOf(`session ${id}`), isSession: true }
}

/** The last character of a signature can be written in several ways: without it a token has one text. */
function signedPart(token: string): string {
  const [header, claims, signature] = token.split('.')
  return signature === undefined ? token : `${header}.${claims}`
}

/** The page says of its own reloads that nobody has touched it for a while. */
export function isSomebodyThere({ headers }: IncomingMessage): boolean {
  return headers[PAGE_HEADER] !== 'away'
}
