import type { CallAnswer } from '../destinations/destination.ts'

const MAX_COOKIES = 20

/** Keeps the session of the first answer: without it each request logs in anew (SAP KBA 3308165). */
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
      ...(cookies.size > 0 && {
        cookie: [...cookies].map(([name, value]) => `${name}=${value}`).join('; '),
      }),
      ...(csrfToken !== null && { 'x-csrf-token': csrfToken }),
    }),
    remember({ headers }) {
      csrfToken = headers.get('x-csrf-token') ?? csrfToken
      for (const cookie of headers.getSetCookie()) {
        const [pair = ''] = cookie.split(';', 1)
        const at = pair.indexOf('=')
        if (at > 0 && cookies.size < MAX_COOKIES) cookies.set(pair.slice(0, at), pair.slice(at + 1))
      }
    },
  }
}
