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
  /** null = the page has no login */
  readonly sessions: PageSessions | null
  /** origin of the page for browsers; null = origin of the request */
  readonly publicUrl: string | null
}

export interface Identified {
  readonly caller: Caller
  /** digest of the token or session: limits are counted per credential */
  readonly credential: string
  readonly isSession: boolean
}

/**
 * Authenticates a request by its token, else by the page's session. Activity extends the session.
 * @throws ReceiverError with an AuthErrorCode
 */
export async function identify(
  { authenticator, sessions, publicUrl }: Identification,
  request: IncomingMessage,
  { isActivity = isUserActive(request) }: { readonly isActivity?: boolean } = {},
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

/** A signature's last character has several spellings. Without the signature a token has one text. */
function signedPart(token: string): string {
  const [header, claims, signature] = token.split('.')
  return signature === undefined ? token : `${header}.${claims}`
}

/** The page marks reloads that it makes while its user is away. */
export function isUserActive({ headers }: IncomingMessage): boolean {
  return headers[PAGE_HEADER] !== 'away'
}
