import type { JWTPayload } from 'jose'
import { ReceiverError } from '../../errors.ts'
import type { Caller } from '../caller.ts'
import { type ClientIdentity, clientIdentity } from '../client-identity.ts'
import { grantsOf, printableScopes, scopesOf } from '../grants.ts'
import type { AudienceRule, TrustedIssuer } from '../trusted-issuer.ts'
import { boundCertificate } from './client-certificate.ts'

/** 9999-12-31T23:59:59Z: later times are refused. */
const LAST_SECOND = 253_402_300_799

/**
 * The time (ms) at which a token expires. `exp` must be a number; so must `nbf` and `iat` if
 * present, and neither may be in the future.
 * @throws ReceiverError token_claims, token_expired, token_not_yet_valid
 */
export function lifetimeEnd(claims: JWTPayload, toleranceSeconds: number, nowMs: number): number {
  const exp = seconds('exp', claims.exp)
  const nbf = claims.nbf === undefined ? 0 : seconds('nbf', claims.nbf)
  const iat = claims.iat === undefined ? 0 : seconds('iat', claims.iat)
  const latest = nowMs / 1000 + toleranceSeconds
  const end = (exp + toleranceSeconds) * 1000
  if (nowMs >= end) {
    throw new ReceiverError(
      'token_expired',
      `Expected a token that is valid now, got one that ended at ${isoSecond(exp)}. The client has to fetch a new one; if it just did, compare the clocks.`,
    )
  }
  if (nbf > latest || iat > latest) {
    throw new ReceiverError(
      'token_not_yet_valid',
      `Expected a token that is valid now, got one that begins at ${isoSecond(Math.max(nbf, iat))}. Compare the clocks of the issuer and of this service.`,
    )
  }
  return end
}

function seconds(name: string, value: unknown): number {
  if (typeof value === 'number' && value >= 0 && value <= LAST_SECOND) return value
  throw new ReceiverError(
    'token_claims',
    `Expected the claim ${name} as a number of seconds since 1970, got ${value === undefined ? 'none' : `a ${typeof value} or an impossible number`}.`,
  )
}

function isoSecond(second: number): string {
  return new Date(second * 1000).toISOString()
}

/**
 * The caller of a token with a verified signature, by the rules of its issuer.
 * @throws ReceiverError token_audience, token_tenant, token_certificate, token_claims
 */
export function callerOf(claims: JWTPayload, issuer: TrustedIssuer): Caller {
  requireAccessToken(claims)
  checkAudience(claims, issuer)
  const tenant = tenantOf(claims, issuer)
  const certificate = boundCertificate(claims, issuer)
  const identity = identityOf(claims, issuer)
  return Object.freeze({
    issuer: issuer.issuers[0],
    clientId: identity.clientId,
    tenant,
    grants: grantsOf(claims, identity, issuer),
    scopes: printableScopes(scopesOf(claims, issuer)),
    person: identity.person,
    user: identity.user,
    certificate,
  })
}

/** @throws ReceiverError token_audience */
export function checkAudience(claims: JWTPayload, issuer: TrustedIssuer): void {
  if (isForUs(issuer.audience, claims.aud)) return
  throw new ReceiverError(
    'token_audience',
    `Expected an audience (aud) of ${expectedAudience(issuer)}, the token is meant for another service. Let the client fetch its token for this one.`,
  )
}

/** @throws ReceiverError token_tenant */
export function tenantOf(claims: JWTPayload, issuer: TrustedIssuer): string {
  if (issuer.tenant === null) return ''
  const name = issuer.kind === 'ias' ? 'app_tid' : 'zid'
  // zone_uuid is the former name of app_tid.
  const { zid, app_tid: appTenant = claims.zone_uuid } = claims
  const tenant = name === 'zid' ? zid : appTenant
  if (tenant === issuer.tenant) return issuer.tenant
  if (tenant === undefined && issuer.tenantIsOptional === true) return issuer.tenant
  throw new ReceiverError(
    'token_tenant',
    `Expected the tenant (${name}) ${issuer.tenant}, the token belongs to another. Use a client of the subaccount to which this service is bound.`,
  )
}

/** RFC 6749 appendix A.1, not only blanks; empty if only a person is named */
const CLIENT_ID = /^(?! +$)[\x20-\x7e]{0,1000}$/

/** @throws ReceiverError token_claims */
export function identityOf(claims: JWTPayload, issuer: TrustedIssuer): ClientIdentity {
  const identity = clientIdentity(claims, issuer)
  if (identity !== null && CLIENT_ID.test(identity.clientId)) return identity
  throw new ReceiverError(
    'token_claims',
    'Expected a claim that names the client (client_id, cid, azp or sub) in visible ASCII characters, got none.',
  )
}

function expectedAudience({ audience }: TrustedIssuer): string {
  if (audience.kind === 'xsuaa') return `${audience.clientId} or ${audience.xsappname}`
  return audience.kind === 'exact' ? audience.values.join(' or ') : 'anything'
}

/** Claims that name the kind of a token: RFC 7662, Keycloak, Ory Hydra and Cognito. */
const KIND_CLAIMS = ['token_type', 'typ', 'token_use'] as const
/** Kinds of access tokens that need no further proof. */
const BEARER_KINDS = new Set([
  'bearer',
  'access',
  'access_token',
  'urn:ietf:params:oauth:token-type:access_token',
  'at+jwt',
  'application/at+jwt',
  'jwt',
])

/**
 * Requires an access token, or a token without a kind. Refuses refresh, ID and DPoP tokens.
 * @throws ReceiverError token_claims
 */
export function requireAccessToken(claims: JWTPayload): void {
  const isOther = KIND_CLAIMS.some((name) => {
    const kind = claims[name] ?? null
    return kind !== null && !(typeof kind === 'string' && BEARER_KINDS.has(kind.toLowerCase()))
  })
  if (!isOther) return
  throw new ReceiverError(
    'token_claims',
    `Expected an access token (Bearer), ${KIND_CLAIMS.join(', ')} of this one name another kind, such as a refresh or ID token. Let the client send the access token.`,
  )
}

/**
 * Whether the `aud` claim names us. Other claims do not count: our client may fetch tokens for
 * other services.
 */
export function isForUs(rule: AudienceRule, aud: unknown): boolean {
  if (rule.kind === 'unchecked') return true
  const audiences = audienceList(aud)
  if (rule.kind === 'exact') {
    return audiences.some((audience) => rule.values.includes(audience))
  }
  return audiences.some((audience) => isXsuaaAudience(audience, rule.clientId, rule.xsappname))
}

function audienceList(aud: unknown): readonly string[] {
  if (typeof aud === 'string') return [aud]
  if (Array.isArray(aud) && aud.every((entry) => typeof entry === 'string')) return aud
  return []
}

/** SAP's audiences are the application, or a part of it after a dot. */
function isXsuaaAudience(audience: string, clientId: string, xsappname: string): boolean {
  if (audience === clientId || audience === xsappname) return true
  if (audience.startsWith(`${clientId}.`) || audience.startsWith(`${xsappname}.`)) return true
  // Only brokers have clones; their client ids end with the name.
  return clientId.includes('!b') && audience.endsWith(`|${xsappname}`)
}
