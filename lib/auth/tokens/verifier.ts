import type { JWTPayload } from 'jose'
import type { UnverifiedToken } from './parse-unverified.ts'

/** A token as it came; what it says of itself is known only where it is a JWT. */
export interface PresentedToken {
  readonly compact: string
  readonly unverified: UnverifiedToken | null
}

/** What is known of a token once its issuer vouches for it, by a signature or by its word. */
export interface VerifiedToken {
  readonly claims: JWTPayload
  /** from this instant on (ms) it has to be verified again */
  readonly until: number
  /** false once the key or answer that verified it is withdrawn */
  readonly isStillValid: () => boolean
}

/**
 * Verifies tokens of one issuer. Rejects with a ReceiverError whose code is an AuthErrorCode;
 * `jwks_unavailable` and `introspection_unavailable` only after waiting for the issuer.
 */
export interface TokenVerifier {
  verify(token: PresentedToken): Promise<VerifiedToken>
}
