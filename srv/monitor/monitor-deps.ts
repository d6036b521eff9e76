import type { PageLogin } from '../../lib/auth/login/page-login.ts'
import type { PageSessions } from '../../lib/auth/login/page-sessions.ts'
import type { Seal } from '../../lib/auth/login/seal.ts'
import type { UsedLogins } from '../../lib/store/trust/used-logins.ts'
import type { LoginGate } from './login-gate.ts'

export interface MonitorDeps {
  /** null = no issuer has a client for logins */
  readonly login: LoginDeps | null
  /** public https origin of the page; null = this machine, any port */
  readonly publicUrl: string | null
  /** folder of the built page */
  readonly pageFolder: string
  readonly onInternalError: (error: unknown, correlationId: string) => void
}

export interface LoginDeps {
  readonly pages: PageLogin
  readonly sessions: PageSessions
  /** encrypts pending logins for their cookies */
  readonly seal: Seal
  /** allows one callback for each login, across all instances */
  readonly used: UsedLogins
  readonly gate: LoginGate
  readonly now: () => number
}
