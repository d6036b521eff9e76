import { ReceiverError } from '../../errors.ts'
import { boundedFetch, type Fetch } from '../../http/bounded-fetch.ts'
import type { Caller, Grant } from '../caller.ts'
import type { KeyMemory, KeySetOptions } from '../keys/key-set.ts'
import type { TrustedIssuer } from '../trusted-issuer.ts'
import { bearerToken } from './bearer-token.ts'
import { callerOf } from './claim-rules.ts'
import { requireCertificate } from './client-certificate.ts'
import { isOpaque, parseUnverified } from './parse-unverified.ts'
import { createTokenMemory } from './token-memory.ts'
import { createTrustedVerifiers, type Trust } from './trusted-verifiers.ts'
import type { PresentedToken } from './verifier.ts'

/** Tells who calls. */
export interface Authenticator {
  /**
   * The caller behind a call, from every Authorization header as received, and every header with a
   * forwarded client certificate. A remembered token is answered at once, any other by a promise.
   * Throws or rejects with a ReceiverError whose code is an AuthErrorCode; `jwks_unavailable` and
   * `introspection_unavailable` only after waiting for the issuer.
   */
  authenticate(
    authorizationHeaders: readonly string[],
    certificateHeaders?: readonly string[],
  ): Caller | Promise<Caller>
  /** the full names of the scopes that would give a caller's issuer's tokens this grant */
  scopesFor(caller: Caller, grant: Grant): readonly string[]
  /** starts the background refresh of the keys; nothing of it is awaited */
  start(): void
  close(): void
}

/** Times are in milliseconds. */
export interface AuthenticatorOptions extends Partial<KeySetOptions> {
  readonly fetch?: Fetch
  /** limits of one answer of an issuer */
  readonly fetchTimeoutMs?: number
  readonly maxAnswerBytes?: number
  /** how many verified tokens are remembered */
  readonly maxTokens?: number
  /** where keys are kept over a restart; without one they are not */
  readonly keyMemory?: KeyMemory
  readonly onIssuerFailure?: (issuer: string, error: unknown, failures: number) => void
  readonly onIssuerRecovery?: (issuer: string) => void
}

const keySetDefaults = {
  now: Date.now,
  // below 5 minutes with the fetch itself: the longest that a withdrawn key works
  refreshMs: 240_000,
  hardAgeMs: 24 * 3_600_000,
  cooldownMs: 10_000,
  keyWaitMs: 20_000,
  maxWaiting: 1_000,
  maxDoubted: 100,
  firstRetryMs: 500,
  maxRetryMs: 5_000,
} satisfies KeySetOptions

const introspectionDefaults = {
  concurrency: 20,
  // Each call ends within 5 s, so that the last one waits no longer than 20 s.
  maxWaiting: 80,
  rememberInactiveMs: 10_000,
  maxInactive: 10_000,
}

/** An authenticator for callers of these issuers alone. Their keys are fetched once it starts. */
export function createAuthenticator(
  issuers: readonly TrustedIssuer[],
  options: AuthenticatorOptions = {},
): Authenticator {
  const keys = { ...keySetDefaults, ...options }
  const closing = new AbortController()
  const limits = {
    timeoutMs: options.fetchTimeoutMs ?? 5_000,
    maxBytes: options.maxAnswerBytes ?? 256 * 1024,
  }
  const fetch = boundedFetch(options.fetch ?? globalThis.fetch, limits, closing.signal)
  const memory = createTokenMemory(options.maxTokens ?? 10_000, keys.now)
  const verifiers = createTrustedVerifiers(issuers, fetch, {
    keys,
    introspection: { ...introspectionDefaults, now: keys.now },
    keyMemory: options.keyMemory ?? null,
    onFailure: options.onIssuerFailure ?? (() => undefined),
    onRecovery: options.onIssuerRecovery ?? (() => undefined),
  })

  /** Several entries may trust one issuer for different audiences: the first that fits decides. */
  async function verify(compact: string): Promise<Caller> {
    const token = presented(compact)
    const refusals: ReceiverError[] = []
    for (const trust of trustsOf(token)) {
      try {
        return await verifyFor(token, trust)
      } catch (error) {
        if (!(error instanceof ReceiverError)) throw error
        refusals.push(error)
      }
    }
    // an outage of one entry's issuer leaves the question open
    throw refusals.find(({ code }) => code.endsWith('_unavailable')) ?? refusals[0]
  }

  function presented(compact: string): PresentedToken {
    const asks = verifiers.asked.length > 0 && isOpaque(compact)
    return { compact, unverified: asks ? null : parseUnverified(compact) }
  }

  function trustsOf({ unverified }: PresentedToken): readonly Trust[] {
    return unverified === null ? verifiers.asked : verifiers.named(unverified.claims)
  }

  async function verifyFor(token: PresentedToken, { issuer, verifier }: Trust): Promise<Caller> {
    const { claims, until, isStillValid } = await verifier.verify(token)
    const caller = callerOf(claims, issuer)
    memory.remember(token.compact, { caller, expiresAt: until, isStillValid })
    return caller
  }

  return {
    authenticate(authorizationHeaders, certificateHeaders = []) {
      const token = bearerToken(authorizationHeaders)
      const shown = (caller: Caller) => {
        requireCertificate(caller, certificateHeaders)
        return caller
      }
      const known = memory.recall(token)
      return known === null ? verify(token).then(shown) : shown(known)
    },
    scopesFor({ issuer }, grant) {
      return [...new Set(verifiers.ofIssuer(issuer).flatMap(({ grants }) => grants[grant].scopes))]
    },
    start: verifiers.start,
    close() {
      closing.abort()
      verifiers.close()
    },
  }
}
