import type { JWTPayload } from 'jose'
import type { ClientMark, TrustedIssuer } from './trusted-issuer.ts'

/** The client that fetched a token, and whether the token belongs to a person. */
export interface ClientIdentity {
  /** empty = a person's token without a client */
  readonly clientId: string
  readonly person: boolean
  /** the person; null for a client, or if no claim names the person */
  readonly user: string | null
}

/**
 * Distinguishes tokens of clients and persons by the claims of the issuer's kind. An ambiguous
 * token counts as a person's, which can never send events. null = the token names no client.
 */
export function clientIdentity(claims: JWTPayload, issuer: TrustedIssuer): ClientIdentity | null {
  const { clientMark } = issuer
  switch (issuer.kind) {
    case 'xsuaa':
      return xsuaaIdentity(claims)
    case 'ias':
      return iasIdentity(claims)
    case 'introspection':
      return introspectedIdentity(claims, clientMark)
    default:
      return oidcIdentity(claims, issuer)
  }
}

function xsuaaIdentity(claims: JWTPayload): ClientIdentity | null {
  const clientId = firstName(claims.client_id, claims.cid, claims.azp)
  if (clientId === null) return null
  const isClient =
    claims.grant_type === 'client_credentials' &&
    claims.user_name === undefined &&
    claims.user_id === undefined
  return isClient
    ? client(clientId)
    : person(clientId, claims.user_name, claims.user_id, claims.sub)
}

/** Without `sap_id_type`, a token belongs to a client only if its subject is the client itself. */
function iasIdentity(claims: JWTPayload): ClientIdentity | null {
  const clientId = firstName(claims.azp, claims.client_id)
  if (clientId === null) return null
  const isApp =
    claims.sap_id_type === 'app' || (claims.sap_id_type === undefined && claims.sub === clientId)
  const namesPerson = claims.scim_id !== undefined || claims.user_uuid !== undefined
  return isApp && !namesPerson ? client(clientId) : person(clientId, claims.scim_id, claims.sub)
}

/** RFC 7662 section 2.2: `username` is the person who authorized; Neo puts the client there. */
function introspectedIdentity(claims: JWTPayload, mark: ClientMark | null): ClientIdentity | null {
  const clientId = firstName(claims.client_id, claims.azp)
  if (clientId === null) return null
  const account = `oauth_client_${clientId}`
  const isItself =
    (claims.username === undefined || claims.username === account) &&
    (claims.sub === undefined || claims.sub === clientId || claims.sub === account)
  if (isItself || isMarked(claims, mark)) return client(clientId)
  const someone = person(clientId, claims.username, claims.sub)
  // A person without a name could not be held responsible: refuse.
  return someone.user === null ? null : someone
}

function oidcIdentity(claims: JWTPayload, issuer: TrustedIssuer): ClientIdentity | null {
  const named = firstName(claims.azp, claims.client_id, claims.appid)
  const subject = firstName(claims.sub)
  if (claims.gty === 'client-credentials' || isMarked(claims, issuer.clientMark)) {
    const clientId = named ?? subject
    return clientId === null ? null : client(clientId)
  }
  if (named !== null) {
    return claims.sub === undefined || subject === named ? client(named) : person(named, subject)
  }
  if (subject === null) return null
  // A subject alone may be a person: it is a client only if the configuration lists it.
  const listed = Object.values(issuer.grants).some((rule) => rule.clients.includes(subject))
  return listed ? client(subject) : person('', subject)
}

function isMarked(claims: JWTPayload, mark: ClientMark | null): boolean {
  if (mark === null || !Object.hasOwn(claims, mark.claim)) return false
  return mark.value === null || claims[mark.claim] === mark.value
}

function client(clientId: string): ClientIdentity {
  return { clientId, person: false, user: null }
}

function person(clientId: string, ...names: readonly unknown[]): ClientIdentity {
  return { clientId, person: true, user: firstName(...names) }
}

function firstName(...candidates: readonly unknown[]): string | null {
  for (const candidate of candidates) {
    if (typeof candidate === 'string' && candidate.trim() !== '') return candidate
  }
  return null
}
