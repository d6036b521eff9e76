import type { JWTPayload } from 'jose'
import type { TrustedIssuer } from '../trusted-issuer.ts'

/**
 * The entries whose tokens these claims may be, by whole names alone; none = nobody who is trusted. A JWT
 * that names no issuer is for those who can be asked about it, as an opaque token is. Cloud Identity
 * under a domain of the customer's own names its real issuer in `ias_iss`.
 */
export function matchingIssuers<Entry extends { readonly issuer: TrustedIssuer }>(
  { iss, ias_iss: real }: JWTPayload,
  entries: readonly Entry[],
): readonly Entry[] {
  if (iss === undefined) return entries.filter(canBeAsked)
  if (typeof iss !== 'string' || iss === '') return []
  const named = entries.filter(({ issuer }) => issuer.issuers.includes(iss))
  if (named.length > 0 || typeof real !== 'string') return named
  return entries.filter(({ issuer }) => issuer.kind === 'ias' && issuer.issuers.includes(real))
}

export function canBeAsked({ issuer }: { readonly issuer: TrustedIssuer }): boolean {
  return issuer.proof.kind === 'introspection'
}
