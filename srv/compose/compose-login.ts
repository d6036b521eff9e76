import { createPageLogin } from '../../lib/auth/login/page-login.ts'
import { createPageSessions } from '../../lib/auth/login/page-sessions.ts'
import { createRotatedSeal } from '../../lib/auth/login/seal.ts'
import type { Authenticator } from '../../lib/auth/tokens/authenticate.ts'
import type { TrustedIssuer } from '../../lib/auth/trusted-issuer.ts'
import { boundedFetch } from '../../lib/http/bounded-fetch.ts'
import type { Pool } from '../../lib/store/db/database.ts'
import { createSessionStore } from '../../lib/store/trust/sessions.ts'
import { createUsedLogins } from '../../lib/store/trust/used-logins.ts'
import { createLoginGate } from '../monitor/login-gate.ts'
import type { LoginDeps } from '../monitor/login-routes.ts'

/** An idle session expires. */
const IDLE_MS = 30 * 60_000
/** A working day. Then the user must log in again. */
const LONGEST_MS = 8 * 3_600_000
/** Limits of the issuer's answers. It refuses with 4xx. */
const LIMITS = {
  timeoutMs: 5_000,
  maxBytes: 256 * 1024,
  accepts: (status: number) => status === 200 || (status >= 400 && status < 500),
}

/** Login at the first issuer that has a client for it; null = no issuer has one. */
export function composeLogin(
  issuers: readonly TrustedIssuer[],
  authenticator: Authenticator,
  pool: Pool,
  now: () => number,
): LoginDeps | null {
  for (const issuer of issuers) {
    const { login: client } = issuer
    if (client === undefined) continue
    const fetch = boundedFetch(globalThis.fetch, LIMITS)
    const pages = createPageLogin({ issuer, client, fetch, now })
    const store = createSessionStore(pool)
    const limits = { idleMs: IDLE_MS, longestMs: LONGEST_MS }
    return {
      pages,
      sessions: createPageSessions({ store, authenticator, login: pages, ...limits }),
      seal: createRotatedSeal(client.clientSecret, 'login'),
      used: createUsedLogins(pool),
      gate: createLoginGate(now),
      now,
    }
  }
  return null
}
