import type { AuthErrorCode } from '../../errors.ts'

/** The answer to a refused call (RFC 6750 section 3). */
export interface Challenge {
  readonly status: 400 | 401 | 403 | 503
  /** null = no such header (503) */
  readonly wwwAuthenticate: string | null
  /** null = no such header */
  readonly retryAfterSeconds: number | null
}

const REALM = 'sf-event-receiver'
const RETRY_AFTER_SECONDS = 10

type ErrorName = 'invalid_request' | 'invalid_token' | 'insufficient_scope'

/** Fixed texts: the answer must reveal nothing about the configuration. */
const descriptions: Readonly<Record<AuthErrorCode, readonly [ErrorName | null, string]>> = {
  token_missing: [null, ''],
  request_malformed: ['invalid_request', 'Expected one Authorization header: Bearer and one token'],
  token_malformed: ['invalid_token', 'The token is not a signed JSON Web Token'],
  token_issuer_unknown: ['invalid_token', 'The issuer of the token is not trusted'],
  token_algorithm: ['invalid_token', 'The signature algorithm of the token is not allowed'],
  token_key_unknown: ['invalid_token', 'The issuer has no key of this id'],
  token_signature: ['invalid_token', 'The signature of the token is wrong'],
  token_expired: ['invalid_token', 'The token has expired'],
  token_not_yet_valid: ['invalid_token', 'The token is not valid yet'],
  token_claims: ['invalid_token', 'A claim of the token is missing or wrong'],
  token_audience: ['invalid_token', 'The token is meant for another service'],
  token_tenant: ['invalid_token', 'The token belongs to another tenant'],
  token_certificate: ['invalid_token', 'The token is bound to another client certificate'],
  token_inactive: ['invalid_token', 'The issuer says that the token is not active'],
  user_token_not_allowed: ['insufficient_scope', 'A token of a person cannot send events'],
  client_token_not_allowed: ['insufficient_scope', 'A token of a client does not open the page'],
  grant_missing: ['insufficient_scope', 'The token does not carry the scope that is needed'],
  caller_company: ['insufficient_scope', 'This client cannot send events of this company'],
  caller_path: ['insufficient_scope', 'This client cannot send events to this address'],
  session_expired: ['invalid_token', 'The session is over'],
  csrf_rejected: ['insufficient_scope', 'The request did not come from the page'],
  jwks_unavailable: [null, ''],
  introspection_unavailable: [null, ''],
}

const statuses: Readonly<Record<ErrorName, 400 | 401 | 403>> = {
  invalid_request: 400,
  invalid_token: 401,
  insufficient_scope: 403,
}

/**
 * The answer to a refused call. A call without credentials gets no error attribute (RFC 6750
 * section 3.1). An outage of the issuer is answered with 503 and Retry-After.
 * @param scopes full names of the scopes that would suffice; only callers with a good token see
 * them
 */
export function challenge(code: AuthErrorCode, scopes: readonly string[] = []): Challenge {
  if (code === 'jwks_unavailable' || code === 'introspection_unavailable') {
    return { status: 503, wwwAuthenticate: null, retryAfterSeconds: RETRY_AFTER_SECONDS }
  }
  const [error, description] = descriptions[code]
  const attributes = [`realm="${REALM}"`]
  if (error !== null) attributes.push(`error="${error}"`, `error_description="${description}"`)
  const isAboutScopes = code === 'grant_missing' || code === 'user_token_not_allowed'
  const listed = isAboutScopes ? scopes.filter((scope) => scopeToken.test(scope)) : []
  if (listed.length > 0) attributes.push(`scope="${listed.join(' ')}"`)
  return {
    status: error === null ? 401 : statuses[error],
    wwwAuthenticate: `Bearer ${attributes.join(', ')}`,
    retryAfterSeconds: null,
  }
}

/** RFC 6749 section 3.3: characters of a scope, which need no escaping in a header */
const scopeToken = /^[\x21\x23-\x5b\x5d-\x7e]+$/

const authErrorCodes: ReadonlySet<string> = new Set(Object.keys(descriptions))

export function isAuthErrorCode(code: string): code is AuthErrorCode {
  return authErrorCodes.has(code)
}
