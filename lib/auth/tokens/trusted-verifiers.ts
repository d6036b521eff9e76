import type { JWTPayload } from 'jose'
import { ReceiverError } from '../../errors.ts'
import type { Fetch } from '../../http/bounded-fetch.ts'
import { createKeySet, type KeyMemory, type KeySet, type KeySetOptions } from '../keys/key-set.ts'
import { keySource, keySourceName } from '../keys/key-source.ts'
import {
  toKeySetDocument,
  type VerificationKey,
  verificationKeys,
} from '../keys/verification-key.ts'
import { printable } from '../printable.ts'
import type { TrustedIssuer } from '../trusted-issuer.ts'
import { type IntrospectionOptions, introspectionVerifier } from './introspection.ts'
import type { TokenVerifier } from './verifier.ts'
import { jwtVerifier } from './verify-jwt.ts'

export interface Trust {
  readonly issuer: TrustedIssuer
  readonly verifier: TokenVerifier
}

/** All trusted issuers, with the verifiers of their tokens. */
export interface TrustedVerifiers {
  /** issuers that may have issued this token; throws `token_issuer_unknown` if none */
  named(claims: JWTPayload): readonly Trust[]
  /** issuers with an introspection endpoint, for opaque tokens */
  readonly introspecting: readonly Trust[]
  ofIssuer(name: string): readonly TrustedIssuer[]
  start(): void
  close(): void
}

export interface TrustedVerifiersOptions {
  readonly keys: KeySetOptions
  readonly introspection: Omit<IntrospectionOptions, 'onFailure' | 'onRecovery'>
  readonly keyMemory: KeyMemory | null
  /** fetching keys or introspection failed, `failures` times in a row so far */
  readonly onFailure: (issuer: string, error: unknown, failures: number) => void
  readonly onRecovery: (issuer: string) => void
}

export function createTrustedVerifiers(
  issuers: readonly TrustedIssuer[],
  fetch: Fetch,
  options: TrustedVerifiersOptions,
): TrustedVerifiers {
  const keySets = new Map<string, KeySet>()
  const trusts = issuers.map((issuer) => ({ issuer, verifier: verifierOf(issuer) }))

  function verifierOf(issuer: TrustedIssuer): TokenVerifier {
    const { proof } = issuer
    const [name] = issuer.issuers
    const callbacks = {
      onFailure: (error: unknown, failures: number) => options.onFailure(name, error, failures),
      onRecovery: () => options.onRecovery(name),
    }
    if (proof.kind === 'introspection') {
      return introspectionVerifier(issuer, proof, fetch, { ...options.introspection, ...callbacks })
    }
    const source = keySourceName(issuer)
    const known = keySets.get(source)
    const keySet =
      known ??
      createKeySet(keySource(issuer, fetch), options.keys, { ...callbacks, ...kept(issuer) })
    keySets.set(source, keySet)
    return jwtVerifier(issuer, keySet, options.keys.now)
  }

  /** Configured keys need no storage. */
  function kept(issuer: TrustedIssuer) {
    const memory = issuer.proof.kind === 'keys' ? null : options.keyMemory
    const source = keySourceName(issuer)
    return {
      async recall() {
        const found = (await memory?.load(source)) ?? null
        if (found === null) return null
        const { document, ageMs } = found
        return { keys: await verificationKeys(document, issuer.algorithms), ageMs }
      },
      keep(keys: readonly VerificationKey[]) {
        memory
          ?.save(source, toKeySetDocument(keys))
          .catch((error) => options.onFailure(issuer.issuers[0], error, 0))
      },
    }
  }

  return {
    named(claims) {
      const found = matchingIssuers(claims, trusts)
      if (found.length > 0) return found
      throw unknownIssuer(claims.iss, trusts)
    },
    introspecting: trusts.filter(isIntrospecting),
    ofIssuer: (name) => issuers.filter((issuer) => issuer.issuers.includes(name)),
    start() {
      for (const keySet of keySets.values()) keySet.start()
    },
    close() {
      for (const keySet of keySets.values()) keySet.close()
    },
  }
}

function unknownIssuer(iss: unknown, trusts: readonly Trust[]): ReceiverError {
  const claimed = typeof iss === 'string' ? JSON.stringify(printable(iss, 120)) : 'none'
  const trusted = trusts.map(({ issuer }) => issuer.issuers[0])
  return new ReceiverError(
    'token_issuer_unknown',
    `Expected a token of ${[...new Set(trusted)].join(' or ')}, got one that claims the issuer ${claimed}. Set the token URL of the connector, or add the issuer to TRUSTED_ISSUERS.`,
  )
}

/**
 * The entries whose issuer may have issued a token with these claims, by whole names. A JWT without
 * an issuer is checked by introspection, like an opaque token. Cloud Identity with a custom domain
 * names its real issuer in `ias_iss`.
 */
export function matchingIssuers<Entry extends { readonly issuer: TrustedIssuer }>(
  { iss, ias_iss: real }: JWTPayload,
  entries: readonly Entry[],
): readonly Entry[] {
  if (iss === undefined) return entries.filter(isIntrospecting)
  if (typeof iss !== 'string' || iss === '') return []
  const named = entries.filter(({ issuer }) => issuer.issuers.includes(iss))
  if (named.length > 0 || typeof real !== 'string') return named
  return entries.filter(({ issuer }) => issuer.kind === 'ias' && issuer.issuers.includes(real))
}

export function isIntrospecting({ issuer }: { readonly issuer: TrustedIssuer }): boolean {
  return issuer.proof.kind === 'introspection'
}
