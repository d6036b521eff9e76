import { createRefusalLog, type RefusalLog } from '../../lib/auth/refusals/refusal-log.ts'
import {
  type Authenticator,
  type AuthenticatorOptions,
  createAuthenticator,
} from '../../lib/auth/tokens/authenticate.ts'
import type { TrustedIssuer } from '../../lib/auth/trusted-issuer.ts'
import { codeOf, nameOf } from '../../lib/observability/log/describe-error.ts'
import { type AdmissionNotes, createAdmissionNotes } from '../../lib/store/trust/admission-notes.ts'
import { insertRefusals } from '../../lib/store/trust/insert-refusals.ts'
import { keepIssuerKeys } from '../../lib/store/trust/keep-issuer-keys.ts'
import type { ServiceContext } from './service-context.ts'

/** After the first, log only every nth failed fetch from an issuer. */
const LOGGED_FAILURES = 60
/** How refusals are kept; see lib/auth/refusals/refusal-log.ts. */
const REFUSALS = {
  countMs: 60_000,
  burst: 500,
  perMinute: 12,
  maxWaiting: 2_000,
}

export interface Trust {
  readonly authenticator: Authenticator
  readonly refusals: RefusalLog
  readonly admissions: AdmissionNotes
}

/**
 * Authentication, and what is stored about admitted and refused callers.
 * @param options clock and waits, if they differ from the defaults
 */
export function composeTrust(
  { config, pools, timings, metrics, logger, report }: ServiceContext,
  issuers: readonly TrustedIssuer[],
  options: AuthenticatorOptions | undefined,
): Trust {
  const pool = pools.ingest
  return {
    refusals: createRefusalLog({
      ...REFUSALS,
      flushMs: timings.callers,
      write: (kept) => insertRefusals(pool, kept),
      now: Date.now,
      onRefused: (code) => metrics.refusals.inc({ code }),
      onFailure: report('storing refusals failed, trying again'),
    }),
    admissions: createAdmissionNotes({
      pool,
      flushMs: timings.callers,
      onFailure: report('storing admitted clients failed, trying again'),
    }),
    authenticator: createAuthenticator(issuers, {
      keyWaitMs: config.maxWaitMs,
      keyMemory: keepIssuerKeys(pool),
      onIssuerFailure: (issuer, error, failures) => {
        if (failures > 1 && failures % LOGGED_FAILURES !== 0) return
        const line = { issuer, code: codeOf(error), err_name: nameOf(error), failures }
        logger.warn(line, 'the issuer cannot be reached')
      },
      onIssuerRecovery: (issuer) => logger.info({ issuer }, 'the issuer can be reached again'),
      ...options,
    }),
  }
}
