import { cookieHeader, cookiesOf } from '../destinations/cookies.ts'
import type { CallAnswer } from '../destinations/destination.ts'

const MAX_COOKIES = 20

/**
 * Reuses the session of the first answer: without it each request logs in again (SAP KBA 3308165).
 */
export interface ODataSession {
  headers(): Record<string, string>
  remember(answer: CallAnswer): void
}

export function createSession(): ODataSession {
  const cookies = new Map<string, string>()
  let csrfToken: string | null = null
  return {
    headers: () => ({
      accept: 'application/json',
      ...(cookies.size > 0 && { cookie: cookieHeader(cookies) }),
      ...(csrfToken !== null && { 'x-csrf-token': csrfToken }),
    }),
    remember({ headers }) {
      csrfToken = headers.get('x-csrf-token') ?? csrfToken
      for (const [name, value] of cookiesOf(headers)) {
        if (cookies.size < MAX_COOKIES) cookies.set(name, value)
      }
    },
  }
}
