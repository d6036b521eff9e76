import type { JWTPayload } from 'jose'
import type { TrustedIssuer } from './trusted-issuer.ts'

/** Who fetched a token, and whether a person stands behind it. */
export interface ClientIdentity {
  readonly clientId: string
  readonly person: boolean
  /** the person; null for a client, and where no claim names one */
  readonly user: string | null
}

/**
 * Tells a client's token from a person's by the marks of its kind of issuer. What cannot be told
 * counts as a person's, which never opens the ingest path. Null = the token names no client.
 */
export function clientIdentity(claims: JWTPayload, issuer: TrustedIssuer): ClientIdentity | null {
  return issuer.kind === 'xsuaa' ? xsuaaIdentity(claims) : oidcIdentity(claims, issuer)
}

function xsuaaIdentity(claims: JWTPayload): ClientIdentity | null {
  const clientId = firstName(claims.client_id, claims.cid, claims.azp)
  if (clientId === null) return null
  const person =
    claims.grant_type !== 'client_credentials' ||
    claims.user_name !== undefined ||
    claims.user_id !== undefined
  const user = person ? firstName(claims.user_name, claims.user_id, claims.sub) : null
  return { clientId, person, user }
}

function oidcIdentity(claims: JWTPayload, issuer: TrustedIssuer): ClientIdentity | null {
  const named = firstName(claims.azp, claims.client_id)
  const subject = firstName(claims.sub)
  if (claims.gty === 'client-credentials') {
    const clientId = named ?? subject
    return clientId === null ? null : { clientId, person: false, user: null }
  }
  if (named !== null) {
    const person = claims.sub !== undefined && subject !== named
    return { clientId: named, person, user: person ? subject : null }
  }
  if (subject === null) return null
  // a lone subject may be a person: it is a client only where the configuration lists it as one
  const listed = Object.values(issuer.grants).some((rule) => rule.clients.includes(subject))
  return { clientId: subject, person: !listed, user: listed ? null : subject }
}

function firstName(...candidates: readonly unknown[]): string | null {
  for (const candidate of candidates) {
    if (typeof candidate === 'string' && candidate !== '') return candidate
  }
  return null
}
