import type { JWTPayload } from 'jose'
import type { UnverifiedToken } from './parse-unverified.ts'

/** A received token; `unverified` is null for opaque tokens. */
export interface PresentedToken {
  readonly compact: string
  readonly unverified: UnverifiedToken | null
}

/** A token that its issuer confirmed, by signature or introspection. */
export interface VerifiedToken {
  readonly claims: JWTPayload
  /** time of the next verification (ms) */
  readonly until: number
  /** false = the key or answer that verified it was withdrawn */
  readonly isStillValid: () => boolean
}

/**
 * Verifies tokens of one issuer.
 * @throws ReceiverError an AuthErrorCode; `jwks_unavailable` and `introspection_unavailable` only
 * after waiting for the issuer
 */
export interface TokenVerifier {
  verify(token: PresentedToken): Promise<VerifiedToken>
}
