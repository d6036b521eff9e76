import type { JWTPayload } from 'jose'
import type { ClientMark, TrustedIssuer } from './trusted-issuer.ts'

/** Who fetched a token, and whether a person stands behind it. */
export interface ClientIdentity {
  /** empty = the token of a person that names no client */
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

/** Cloud Identity says what a subject is; where it does not, the subject must be the client itself. */
function iasIdentity(claims: JWTPayload): ClientIdentity | null {
  const clientId = firstName(claims.azp, claims.client_id)
  if (clientId === null) return null
  const isApp =
    claims.sap_id_type === 'app' || (claims.sap_id_type === undefined && claims.sub === clientId)
  const namesPerson = claims.scim_id !== undefined || claims.user_uuid !== undefined
  return isApp && !namesPerson ? client(clientId) : person(clientId, claims.scim_id, claims.sub)
}

/** RFC 7662 section 2.2: `username` is the person who allowed it; Neo names its clients there. */
function introspectedIdentity(claims: JWTPayload, mark: ClientMark | null): ClientIdentity | null {
  const clientId = firstName(claims.client_id, claims.azp)
  if (clientId === null) return null
  const account = `oauth_client_${clientId}`
  const isItself =
    (claims.username === undefined || claims.username === account) &&
    (claims.sub === undefined || claims.sub === clientId || claims.sub === account)
  if (isItself || isMarked(claims, mark)) return client(clientId)
  const someone = person(clientId, claims.username, claims.sub)
  // It is about somebody, and does not say who: nobody could be held to what is done with it.
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
  // a lone subject may be a person: it is a client only where the configuration lists it as one
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
