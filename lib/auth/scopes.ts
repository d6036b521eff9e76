import type { JWTPayload } from 'jose'
import { shownText } from './shown-text.ts'
import type { TrustedIssuer } from './trusted-issuer.ts'

/** Longest scope that is kept, and how many: they are shown where a grant was missing. */
const MAX_SCOPES = 100
const MAX_CHARACTERS = 200

/** What a token may be used for, in the words of its issuer. */
export function scopesOf(claims: JWTPayload, { kind }: Pick<TrustedIssuer, 'kind'>): string[] {
  return kind === 'ias' ? words(claims.ias_apis) : words(claims.scope)
}

/** XSUAA sends arrays, RFC 6749 a string with spaces. */
export function words(claim: unknown): string[] {
  if (typeof claim === 'string') return claim.split(' ').filter((word) => word !== '')
  return Array.isArray(claim) ? claim.filter((entry) => typeof entry === 'string') : []
}

/** Cut to what can be kept. */
export function shownScopes(scopes: readonly string[]): string[] {
  return scopes.slice(0, MAX_SCOPES).map((scope) => shownText(scope, MAX_CHARACTERS))
}
