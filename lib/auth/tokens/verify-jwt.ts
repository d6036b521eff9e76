import { ReceiverError } from '../../errors.ts'
import type { KeySet } from '../keys/key-set.ts'
import type { TrustedIssuer } from '../trusted-issuer.ts'
import { lifetimeEnd } from './claim-rules.ts'
import type { UnverifiedToken } from './parse-unverified.ts'
import type { TokenVerifier } from './verifier.ts'
import { verifySignature } from './verify-signature.ts'

/** Proves JWTs by the signature of one of their issuer's keys. */
export function jwtVerifier(
  issuer: TrustedIssuer,
  keySet: KeySet,
  now: () => number,
): TokenVerifier {
  return {
    async verify({ unverified }) {
      if (unverified === null) throw notSigned()
      checkAlgorithm(unverified, issuer)
      // before any key is fetched: an expired token must not wait for an issuer that is out
      const until = lifetimeEnd(unverified.claims, issuer.clockToleranceSeconds, now())
      const { thumbprint } = await verifySignature(unverified, keySet)
      return { claims: unverified.claims, until, isStillValid: () => keySet.holds(thumbprint) }
    },
  }
}

/** Throws `token_algorithm`. */
export function checkAlgorithm(
  { algorithm }: UnverifiedToken,
  { algorithms }: TrustedIssuer,
): void {
  if (algorithms.includes(algorithm)) return
  throw new ReceiverError(
    'token_algorithm',
    `Expected a token signed with ${algorithms.join(' or ')}, another algorithm came. Set it at the issuer, or in the issuer's algorithms.`,
  )
}

function notSigned(): ReceiverError {
  return new ReceiverError('token_malformed', 'Expected a signed JSON Web Token, another one came.')
}
