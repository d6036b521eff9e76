import { ReceiverError } from '../../errors.ts'

/** SAP BTP's router and our server accept 64 KB of headers; the rest is for other headers. */
export const MAX_TOKEN_CHARACTERS = 60 * 1024

const bearer = /^bearer +([^ ]+) *$/i
/** RFC 6750 section 2.1, b64token */
const b64token = /^[A-Za-z0-9\-._~+/]+=*$/

/**
 * The token of a call. Query and body are ignored (RFC 6750 section 2.3).
 * @param authorizationHeaders all Authorization headers, as received
 * @throws ReceiverError token_missing, request_malformed, token_malformed
 */
export function bearerToken(authorizationHeaders: readonly string[]): string {
  const header = authorizationHeaders[0]
  if (header === undefined) {
    throw new ReceiverError(
      'token_missing',
      'Expected an Authorization header with a Bearer token, got none. Set the event connector to OAuth 2.0 client credentials: token URL, client id and secret of a service key.',
    )
  }
  if (authorizationHeaders.length > 1) {
    throw new ReceiverError(
      'request_malformed',
      `Expected one Authorization header, got ${authorizationHeaders.length}. Look for a proxy that adds one.`,
    )
  }
  const [scheme = ''] = header.split(' ', 1)
  if (scheme.toLowerCase() !== 'bearer') {
    throw new ReceiverError(
      'token_missing',
      'Expected the Authorization scheme Bearer, got another one. SAP removed Basic authentication for its own APIs on 20 November 2026, and this receiver does not accept it. Set the event connector to OAuth 2.0 client credentials: token URL, client id and secret of a service key.',
    )
  }
  const token = bearer.exec(header)?.[1]
  if (token === undefined || !b64token.test(token)) {
    throw new ReceiverError(
      'request_malformed',
      'Expected "Bearer" and one token in the Authorization header, got something else. Look for a proxy that changes the header.',
    )
  }
  if (token.length > MAX_TOKEN_CHARACTERS) {
    throw new ReceiverError(
      'token_malformed',
      `Expected a token of at most ${MAX_TOKEN_CHARACTERS} characters, got ${token.length}.`,
    )
  }
  return token
}
