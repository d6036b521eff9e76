import type { JWTPayload } from 'jose'
import { ReceiverError } from '../errors.ts'
import type { Caller, Grant } from './caller.ts'
import type { ClientIdentity } from './client-identity.ts'
import { printable, quoted } from './printable.ts'
import type { GrantRule, TrustedIssuer } from './trusted-issuer.ts'

const allGrants: readonly Grant[] = [
  'Ingest',
  'Monitor',
  'Reveal',
  'Operate',
  'Forget',
  'Retention',
]

/** The grants of a verified token. Scopes, clients and groups are compared whole. */
export function grantsOf(
  claims: JWTPayload,
  identity: ClientIdentity,
  issuer: Pick<TrustedIssuer, 'kind' | 'grants'>,
): ReadonlySet<Grant> {
  const scopes = scopesOf(claims, issuer)
  const groups = groupsOf(claims)
  const { grants } = issuer
  return new Set(
    allGrants.filter((grant) =>
      isGranted(usableRule(grant, grants[grant], identity), identity, scopes, groups),
    ),
  )
}

const NOTHING: GrantRule = { scopes: [], clients: [], groups: [] }

/**
 * A person decides who is forgotten: a client needs to be listed by its id, a scope alone is not enough.
 * Retention is between services.
 */
function usableRule(grant: Grant, rule: GrantRule, { person }: ClientIdentity): GrantRule {
  if (grant === 'Forget' && !person) return { ...NOTHING, clients: rule.clients }
  return grant === 'Retention' && person ? NOTHING : rule
}

function isGranted(
  rule: GrantRule,
  identity: ClientIdentity,
  scopes: readonly string[],
  groups: readonly unknown[],
): boolean {
  // A person's token names the application's client, which must not give the person a grant.
  const listedClient = !identity.person && rule.clients.includes(identity.clientId)
  return (
    listedClient ||
    rule.scopes.some((scope) => scopes.includes(scope)) ||
    rule.groups.some((group) => groups.includes(group))
  )
}

/** The name of a group may contain spaces. */
function groupsOf({ groups }: JWTPayload): readonly unknown[] {
  if (typeof groups === 'string') return [groups]
  return Array.isArray(groups) ? groups : []
}

/**
 * Requires a grant. A person's token never has Ingest, even with the scope.
 * @throws ReceiverError user_token_not_allowed, grant_missing
 */
export function requireGrant(caller: Caller, grant: Grant): void {
  if (grant === 'Ingest' && caller.person) {
    throw new ReceiverError(
      'user_token_not_allowed',
      'Expected a token of a client (grant client_credentials), got the token of a person. Give the event connector a client of its own.',
    )
  }
  if (!caller.grants.has(grant)) {
    throw new ReceiverError(
      'grant_missing',
      `Expected the grant ${grant}; client ${quoted(caller.clientId)} of ${caller.issuer} does not have it. Give its token the scope, or list the client, in the issuer's grants.`,
    )
  }
}

const MAX_SCOPES = 100
const MAX_CHARACTERS = 200

export function scopesOf(claims: JWTPayload, { kind }: Pick<TrustedIssuer, 'kind'>): string[] {
  return kind === 'ias' ? words(claims.ias_apis) : words(claims.scope)
}

/** XSUAA sends arrays, RFC 6749 a string with spaces. */
export function words(claim: unknown): string[] {
  if (typeof claim === 'string') return claim.split(' ').filter((word) => word !== '')
  return Array.isArray(claim) ? claim.filter((entry) => typeof entry === 'string') : []
}

export function printableScopes(scopes: readonly string[]): string[] {
  return scopes.slice(0, MAX_SCOPES).map((scope) => printable(scope, MAX_CHARACTERS))
}
