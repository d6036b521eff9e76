import type { JWTPayload } from 'jose'
import { ReceiverError } from '../../errors.ts'

/** Claims by which issuers tell kinds of tokens apart: RFC 7662, Keycloak, Ory Hydra and Cognito. */
const KIND_CLAIMS = ['token_type', 'typ', 'token_use'] as const
/** What an access token is called that may be sent without a further proof. */
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
 * Lets claims pass that do not say what the token is, or say that it is an access token. Refresh and
 * ID tokens are meant for others; DPoP tokens need a proof that is not checked here.
 * Throws `token_claims`.
 */
export function requireAccessToken(claims: JWTPayload): void {
  const isOther = KIND_CLAIMS.some((name) => {
    const kind = claims[name] ?? null
    return kind !== null && !(typeof kind === 'string' && BEARER_KINDS.has(kind.toLowerCase()))
  })
  if (!isOther) return
  throw new ReceiverError(
    'token_claims',
    `Expected an access token (Bearer), ${KIND_CLAIMS.join(', ')} of the one that came name another kind, such as a refresh or ID token. Let the client send the access token.`,
  )
}
