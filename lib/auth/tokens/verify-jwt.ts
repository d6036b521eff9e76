import { compactVerify, errors } from 'jose'
import { ReceiverError } from '../../errors.ts'
import type { KeySet } from '../keys/key-set.ts'
import type { VerificationKey } from '../keys/verification-key.ts'
import type { TrustedIssuer } from '../trusted-issuer.ts'
import { lifetimeEnd } from './claim-rules.ts'
import type { UnverifiedToken } from './parse-unverified.ts'
import type { TokenVerifier } from './verifier.ts'

/** Verifies JWTs by the signature of one of their issuer's keys. */
export function jwtVerifier(
  issuer: TrustedIssuer,
  keySet: KeySet,
  now: () => number,
): TokenVerifier {
  return {
    async verify({ unverified }) {
      if (unverified === null) throw notSigned()
      checkAlgorithm(unverified, issuer)
      // Check before fetching keys: an expired token must not wait for an issuer's outage.
      const until = lifetimeEnd(unverified.claims, issuer.clockToleranceSeconds, now())
      const { thumbprint } = await verifySignature(unverified, keySet)
      return { claims: unverified.claims, until, isStillValid: () => keySet.holds(thumbprint) }
    },
  }
}

/** @throws ReceiverError token_algorithm */
export function checkAlgorithm(
  { algorithm }: UnverifiedToken,
  { algorithms }: TrustedIssuer,
): void {
  if (algorithms.includes(algorithm)) return
  throw new ReceiverError(
    'token_algorithm',
    `Expected a token signed with ${algorithms.join(' or ')}, got another algorithm. Set it at the issuer, or in the issuer's algorithms.`,
  )
}

function notSigned(): ReceiverError {
  return new ReceiverError('token_malformed', 'Expected a signed JSON Web Token, got another one.')
}

/**
 * The key that signed a token.
 * @throws ReceiverError token_key_unknown, token_signature; jwks_unavailable if only newer keys
 * could tell and the issuer cannot be reached
 */
export async function verifySignature(
  token: UnverifiedToken,
  keySet: Pick<KeySet, 'keys' | 'newerKeys'>,
): Promise<VerificationKey> {
  if (!isSpelledOnce(token)) throw signatureWrong()
  const present = await keySet.keys()
  const signer = await signerAmong(token, present)
  if (signer !== null) return signer
  const newer = await keySet.newerKeys(present)
  const later = newer && (await signerAmong(token, newer))
  if (later) return later
  throw candidates(token, newer ?? present).length === 0 ? keyUnknown() : signatureWrong()
}

/**
 * The unused bits at the end of base64url must be zero, as issuers write them: one spelling per
 * signature.
 */
function isSpelledOnce({ compact }: UnverifiedToken): boolean {
  const signature = compact.slice(compact.lastIndexOf('.') + 1)
  return Buffer.from(signature, 'base64url').toString('base64url') === signature
}

async function signerAmong(
  token: UnverifiedToken,
  keys: readonly VerificationKey[],
): Promise<VerificationKey | null> {
  for (const candidate of candidates(token, keys)) {
    if (await isSignedBy(token, candidate)) return candidate
  }
  return null
}

/** Without a key id there must be exactly one key, unless keys are pinned. */
function candidates(
  token: UnverifiedToken,
  keys: readonly VerificationKey[],
): readonly VerificationKey[] {
  const fitting = keys.filter(
    ({ algorithm }) => algorithm === null || algorithm === token.algorithm,
  )
  if (token.keyId === null) {
    return fitting.length === 1 || fitting.every(({ pinned }) => pinned) ? fitting : []
  }
  return fitting.filter(({ keyId, pinned }) => pinned || keyId === token.keyId)
}

async function isSignedBy(token: UnverifiedToken, { key }: VerificationKey): Promise<boolean> {
  try {
    await compactVerify(token.compact, key, { algorithms: [token.algorithm] })
    return true
  } catch (error) {
    // jose and Web Crypto throw various errors for a key that does not fit the algorithm.
    if (error instanceof errors.JOSEError || error instanceof TypeError) return false
    if (error instanceof DOMException) return false
    throw error
  }
}

function keyUnknown(): ReceiverError {
  return new ReceiverError(
    'token_key_unknown',
    'Expected a token signed with a present key of its issuer, got one with an unknown key id. Let the client fetch a new token.',
  )
}

function signatureWrong(): ReceiverError {
  return new ReceiverError(
    'token_signature',
    'Expected a token as its issuer signed it, the signature does not match. Check the token URL in the event connector: this issuer did not sign the token, or it was changed on its way.',
  )
}
