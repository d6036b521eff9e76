import { LRUCache } from 'lru-cache'
import { type IntrospectionResponse, tokenIntrospection } from 'openid-client'
import pLimit from 'p-limit'
import { ReceiverError } from '../../errors.ts'
import type { Fetch } from '../../http/bounded-fetch.ts'
import { clientConfiguration } from '../../http/openid-client.ts'
import type { Proof, TrustedIssuer } from '../trusted-issuer.ts'
import { lifetimeEnd } from './claim-rules.ts'
import { digestOf } from './token-memory.ts'
import type { TokenVerifier, VerifiedToken } from './verifier.ts'

export interface IntrospectionOptions {
  /** milliseconds */
  readonly now: () => number
  /** concurrent calls of the endpoint; further tokens wait */
  readonly concurrency: number
  /** waiting tokens */
  readonly maxWaiting: number
  /** how long an inactive token is refused without another call (ms) */
  readonly rememberInactiveMs: number
  readonly maxInactive: number
  /** the endpoint failed, `failures` times in a row so far */
  readonly onFailure: (error: unknown, failures: number) => void
  readonly onRecovery: () => void
}

type Introspection = Extract<Proof, { kind: 'introspection' }>

/**
 * Verifies tokens by asking their issuer (RFC 7662). Forged opaque tokens also need a call:
 * concurrent calls are limited, and inactive tokens are cached for a moment.
 */
export function introspectionVerifier(
  issuer: TrustedIssuer,
  proof: Introspection,
  fetch: Fetch,
  options: IntrospectionOptions,
): TokenVerifier {
  const { now } = options
  const metadata = { issuer: issuer.issuers[0], introspection_endpoint: proof.uri }
  const configuration = clientConfiguration(metadata, proof, proof.uri, fetch)
  const inactive = new LRUCache<string, number>({ max: options.maxInactive })
  const underWay = new Map<string, Promise<VerifiedToken>>()
  const limit = pLimit(options.concurrency)
  let failures = 0

  async function ask(compact: string): Promise<IntrospectionResponse> {
    try {
      const answer = await tokenIntrospection(configuration, compact)
      if (failures > 0) options.onRecovery()
      failures = 0
      return answer
    } catch (error) {
      failures += 1
      options.onFailure(error, failures)
      throw unavailable(error)
    }
  }

  async function verify(compact: string, digest: string): Promise<VerifiedToken> {
    const answer = await limit(ask, compact)
    if (answer.active !== true) {
      inactive.set(digest, now() + options.rememberInactiveMs)
      throw notActive()
    }
    checkIssuer(answer, issuer)
    const until = now() + proof.rememberSeconds * 1_000
    const end =
      answer.exp === undefined ? until : lifetimeEnd(answer, issuer.clockToleranceSeconds, now())
    return { claims: answer, until: Math.min(until, end), isStillValid: () => true }
  }

  return {
    async verify({ compact }) {
      const digest = digestOf(compact)
      if ((inactive.get(digest) ?? 0) > now()) throw notActive()
      const sameToken = underWay.get(digest)
      if (sameToken !== undefined) return sameToken
      if (limit.pendingCount >= options.maxWaiting) throw unavailable()
      const verifying = verify(compact, digest).finally(() => underWay.delete(digest))
      underWay.set(digest, verifying)
      return verifying
    },
  }
}

/** RFC 7662 makes `iss` optional; it must not be another issuer. */
function checkIssuer({ iss }: IntrospectionResponse, { issuers }: TrustedIssuer): void {
  if (iss === undefined || issuers.includes(iss)) return
  throw new ReceiverError(
    'token_issuer_unknown',
    `Expected a token of ${issuers.join(' or ')}, the introspection endpoint names another issuer. Correct the issuer of this entry.`,
  )
}

function notActive(): ReceiverError {
  return new ReceiverError(
    'token_inactive',
    'Expected a token that its issuer knows as active, this one is not. Let the client fetch a new one; if it just did, its token URL belongs to another issuer.',
  )
}

function unavailable(cause?: unknown): ReceiverError {
  return new ReceiverError(
    'introspection_unavailable',
    'The introspection endpoint is unavailable, so the token cannot be verified. Try again; if it persists, check its address, our client there and the network.',
    { cause },
  )
}
