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

export interface Authenticator {
  /**
   * Authenticates a call. Returns a cached caller at once, otherwise a promise.
   * @param authorizationHeaders all Authorization headers, as received
   * @param certificateHeaders all headers with a forwarded client certificate
   * @throws ReceiverError an AuthErrorCode; `jwks_unavailable` and `introspection_unavailable` only
   * after waiting for the issuer
   */
  authenticate(
    authorizationHeaders: readonly string[],
    certificateHeaders?: readonly string[],
  ): Caller | Promise<Caller>
  /** the full names of the scopes that give this grant at the caller's issuer */
  scopesFor(caller: Caller, grant: Grant): readonly string[]
  /** starts the background refresh of the keys; does not wait for it */
  start(): void
  close(): void
}

/** Times are in milliseconds. */
export interface AuthenticatorOptions extends Partial<KeySetOptions> {
  readonly fetch?: Fetch
  /** limits of one answer of an issuer */
  readonly fetchTimeoutMs?: number
  readonly maxAnswerBytes?: number
  /** size of the token cache */
  readonly maxTokens?: number
  /** stores keys for a restart; default: not stored */
  readonly keyMemory?: KeyMemory
  readonly onIssuerFailure?: (issuer: string, error: unknown, failures: number) => void
  readonly onIssuerRecovery?: (issuer: string) => void
}

const keySetDefaults = {
  now: Date.now,
  // With the fetch itself below 5 minutes: the longest time that a withdrawn key works.
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
  // Each call ends within 5 s, so the last one waits at most 20 s.
  maxWaiting: 80,
  rememberInactiveMs: 10_000,
  maxInactive: 10_000,
}

/** Authenticates callers of these issuers. Keys are fetched after `start`. */
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

  /** Several entries may trust one issuer for different audiences: the first match decides. */
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
    // If one issuer is unavailable, the token may still be good.
    throw refusals.find(({ code }) => code.endsWith('_unavailable')) ?? refusals[0]
  }

  function presented(compact: string): PresentedToken {
    const isIntrospected = verifiers.introspecting.length > 0 && isOpaque(compact)
    return { compact, unverified: isIntrospected ? null : parseUnverified(compact) }
  }

  function trustsOf({ unverified }: PresentedToken): readonly Trust[] {
    return unverified === null ? verifiers.introspecting : verifiers.named(unverified.claims)
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
      const withCertificate = (caller: Caller) => {
        requireCertificate(caller, certificateHeaders)
        return caller
      }
      const known = memory.recall(token)
      return known === null ? verify(token).then(withCertificate) : withCertificate(known)
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
