import type { PageLogin } from '../../lib/auth/login/page-login.ts'
import type { PageSessions } from '../../lib/auth/login/page-sessions.ts'
import type { Seal } from '../../lib/auth/login/seal.ts'
import type { UsedLogins } from '../../lib/store/used-logins.ts'
import type { LoginGate } from './login-gate.ts'

/** What the page works with beside the operations API. */
export interface MonitorDeps {
  /** null = no issuer has a client with which people could log in */
  readonly login: LoginDeps | null
  /** https and the host under which the page is reached; null = this machine, whatever the port */
  readonly publicUrl: string | null
  /** where the built page is */
  readonly pageFolder: string
  readonly onInternalError: (error: unknown, correlationId: string) => void
}

export interface LoginDeps {
  readonly pages: PageLogin
  readonly sessions: PageSessions
  /** keeps a login that was begun in the browser that began it */
  readonly seal: Seal
  /** lets each login come back once, on whichever instance */
  readonly used: UsedLogins
  readonly gate: LoginGate
  readonly now: () => number
}
