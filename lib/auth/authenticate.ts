import { ReceiverError } from '../errors.ts'
import { bearerToken } from './bearer-token.ts'
import { boundedFetch, type Fetch } from './bounded-fetch.ts'
import type { Caller, Grant } from './caller.ts'
import { callerOf, lifetimeEnd } from './claim-rules.ts'
import { createKeySet, type KeySet, type KeySetOptions } from './key-set.ts'
import { keySource, keySourceName } from './key-source.ts'
import { createTokenMemory } from './token-memory.ts'
import type { TrustedIssuer } from './trusted-issuer.ts'
import { takeApart, type UnverifiedToken } from './unverified-token.ts'
import { verifySignature } from './verify-signature.ts'

/** Tells who calls. */
export interface Authenticator {
  /**
   * The caller behind every Authorization header of a call, as received. A remembered token is
   * answered at once, any other by a promise. Throws or rejects with a ReceiverError whose code is
   * an AuthErrorCode; `keys_unavailable` only after waiting for the issuer.
   */
  authenticate(authorizationHeaders: readonly string[]): Caller | Promise<Caller>
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
}

const keySetDefaults = {
  now: Date.now,
  refreshMs: 300_000,
  hardAgeMs: 24 * 3_600_000,
  cooldownMs: 30_000,
  keyWaitMs: 20_000,
  maxWaiting: 1_000,
  firstRetryMs: 500,
  maxRetryMs: 5_000,
} satisfies KeySetOptions

interface Trust {
  readonly issuer: TrustedIssuer
  readonly keySet: KeySet
}

/** An authenticator for callers of these issuers alone. Their keys are fetched once it starts. */
export function createAuthenticator(
  issuers: readonly TrustedIssuer[],
  options: AuthenticatorOptions = {},
): Authenticator {
  const settings = { ...keySetDefaults, ...options }
  const closing = new AbortController()
  const limits = {
    timeoutMs: options.fetchTimeoutMs ?? 5_000,
    maxBytes: options.maxAnswerBytes ?? 256 * 1024,
  }
  const fetch = boundedFetch(options.fetch ?? globalThis.fetch, limits, closing.signal)
  const memory = createTokenMemory(options.maxTokens ?? 10_000, settings.now)
  const keySets = new Map<string, KeySet>()
  const trustByIss = new Map<string, Trust[]>()

  for (const issuer of issuers) {
    const source = keySourceName(issuer)
    const keySet = keySets.get(source) ?? createKeySet(keySource(issuer, fetch), settings)
    keySets.set(source, keySet)
    for (const iss of new Set(issuer.issuers)) {
      trustByIss.set(iss, [...(trustByIss.get(iss) ?? []), { issuer, keySet }])
    }
  }

  /** Several entries may trust one issuer for different audiences: the first that fits decides. */
  async function verify(compact: string): Promise<Caller> {
    const token = takeApart(compact)
    const trusts = trustOf(token, trustByIss)
    const refusals: ReceiverError[] = []
    for (const trust of trusts) {
      try {
        return await verifyFor(token, trust)
      } catch (error) {
        if (!(error instanceof ReceiverError)) throw error
        refusals.push(error)
      }
    }
    // an outage of one entry's keys leaves the question open
    throw refusals.find(({ code }) => code === 'keys_unavailable') ?? refusals[0]
  }

  async function verifyFor(token: UnverifiedToken, { issuer, keySet }: Trust): Promise<Caller> {
    if (!issuer.algorithms.includes(token.algorithm)) throw wrongAlgorithm(issuer)
    // before any key is fetched: an expired token must not wait for an issuer that is out
    const expiresAt = lifetimeEnd(token.claims, issuer.clockToleranceSeconds, settings.now())
    const { thumbprint } = await verifySignature(token, keySet)
    const caller = callerOf(token.claims, issuer)
    const isKeyHeld = () => keySet.holds(thumbprint)
    memory.remember(token.compact, { caller, expiresAt, isKeyHeld })
    return caller
  }

  return {
    authenticate(authorizationHeaders) {
      const token = bearerToken(authorizationHeaders)
      return memory.recall(token) ?? verify(token)
    },
    scopesFor(caller, grant) {
      const trusts = trustByIss.get(caller.issuer) ?? []
      return [...new Set(trusts.flatMap(({ issuer }) => issuer.grants[grant].scopes))]
    },
    start() {
      for (const keySet of keySets.values()) keySet.start()
    },
    close() {
      closing.abort()
      for (const keySet of keySets.values()) keySet.close()
    },
  }
}

function trustOf(token: UnverifiedToken, trustByIss: ReadonlyMap<string, Trust[]>): Trust[] {
  const { iss } = token.claims
  const trusts = typeof iss === 'string' ? trustByIss.get(iss) : undefined
  if (trusts !== undefined) return trusts
  const claimed = typeof iss === 'string' ? JSON.stringify(iss.slice(0, 120)) : 'none'
  throw new ReceiverError(
    'token_issuer_unknown',
    `Expected a token of ${[...trustByIss.keys()].join(' or ')}, one that claims the issuer ${claimed} came. Set the token URL of the connector, or add the issuer to TRUSTED_ISSUERS.`,
  )
}

function wrongAlgorithm({ algorithms }: TrustedIssuer): ReceiverError {
  return new ReceiverError(
    'token_algorithm',
    `Expected a token signed with ${algorithms.join(' or ')}, another algorithm came. Set it at the issuer, or in the issuer's algorithms.`,
  )
}
