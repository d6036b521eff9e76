import { createRefusalLog, type RefusalLog } from '../../lib/auth/refusals/refusal-log.ts'
import {
  type Authenticator,
  type AuthenticatorOptions,
  createAuthenticator,
} from '../../lib/auth/tokens/authenticate.ts'
import type { TrustedIssuer } from '../../lib/auth/trusted-issuer.ts'
import { codeOf, nameOf } from '../../lib/observability/log/describe-error.ts'
import type { Logger } from '../../lib/observability/log/logger.ts'
import type { Metrics } from '../../lib/observability/metrics/metrics.ts'
import { type AdmissionNotes, createAdmissionNotes } from '../../lib/store/admission-notes.ts'
import type { Pool } from '../../lib/store/database.ts'
import { keepIssuerKeys } from '../../lib/store/keep-issuer-keys.ts'
import { insertRefusals } from '../../lib/store/statements/insert-refusals.ts'

export interface TrustDeps {
  readonly issuers: readonly TrustedIssuer[]
  readonly pool: Pool
  readonly metrics: Metrics
  readonly logger: Logger
  readonly report: (what: string) => (error: unknown) => void
  /** how long a call may wait for an issuer (ms) */
  readonly maxWaitMs: number
  /** clock and waits, where they are not the usual ones */
  readonly options: AuthenticatorOptions | undefined
}

/** An issuer that stays away is told of once a fetch at first, then every so many of them. */
const TOLD_FAILURES = 60
/** How refusals are kept; see lib/auth/refusals/refusal-log.ts. */
const REFUSALS = {
  flushMs: 1_000,
  countMs: 60_000,
  burst: 500,
  perMinute: 12,
  maxWaiting: 2_000,
}

/** How late it may be written down that a client was let in (ms). */
const ADMISSIONS_FLUSH_MS = 1_000

/** Who calls, and what becomes of those who may not. */
export function composeTrust(parts: TrustDeps): {
  authenticator: Authenticator
  refusals: RefusalLog
  admissions: AdmissionNotes
} {
  const { issuers, pool, metrics, logger, report } = parts
  return {
    refusals: createRefusalLog({
      ...REFUSALS,
      write: (kept) => insertRefusals(pool, kept),
      now: Date.now,
      onRefused: (code) => metrics.refusals.inc({ code }),
      onFailure: report('keeping refusals failed, trying again'),
    }),
    admissions: createAdmissionNotes({
      pool,
      flushMs: ADMISSIONS_FLUSH_MS,
      onFailure: report('admitted clients were not written down, trying again'),
    }),
    authenticator: createAuthenticator(issuers, {
      keyWaitMs: parts.maxWaitMs,
      keyMemory: keepIssuerKeys(pool),
      onIssuerFailure: (issuer, error, failures) => {
        if (failures > 1 && failures % TOLD_FAILURES !== 0) return
        const line = { issuer, code: codeOf(error), err_name: nameOf(error), failures }
        logger.warn(line, 'the issuer cannot be asked')
      },
      onIssuerRecovery: (issuer) => logger.info({ issuer }, 'the issuer can be asked again'),
      ...parts.options,
    }),
  }
}
