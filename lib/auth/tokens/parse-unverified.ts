import {
  decodeJwt,
  decodeProtectedHeader,
  type JWTPayload,
  type ProtectedHeaderParameters,
} from 'jose'
import { ReceiverError } from '../../errors.ts'

/** The content of a token before its signature is verified. */
export interface UnverifiedToken {
  readonly compact: string
  readonly algorithm: string
  readonly keyId: string | null
  readonly claims: JWTPayload
}

/** RFC 8725 section 3.11: other types (`logout+jwt`, `dpop+jwt`) are no access tokens. */
const accessTokenTypes = new Set(['jwt', 'at+jwt', 'application/at+jwt'])

/** Whether a token is opaque: it does not begin with a JOSE header. */
export function isOpaque(compact: string): boolean {
  const [first = '', ...others] = compact.split('.')
  return others.length === 0 || !startsAnObject(first)
}

function startsAnObject(part: string): boolean {
  return Buffer.from(part, 'base64url').toString('latin1').trimStart().startsWith('{')
}

/**
 * Parses a compact JWS. Refuses encrypted tokens and critical header parameters; ignores `jku`,
 * `jwk`, `x5u` and `x5c`.
 * @throws ReceiverError token_malformed
 */
export function parseUnverified(compact: string): UnverifiedToken {
  if (compact.split('.').length !== 3) {
    throw malformed('a signed JSON Web Token of three parts')
  }
  let header: ProtectedHeaderParameters
  let claims: JWTPayload
  try {
    header = decodeProtectedHeader(compact)
    claims = decodeJwt(compact)
  } catch (cause) {
    throw malformed('a JSON object as header and as claims', cause)
  }
  if (header.crit !== undefined || header.b64 !== undefined) {
    throw malformed('no critical header parameter')
  }
  const { alg, kid, typ } = header
  if (typ !== undefined && !(typeof typ === 'string' && accessTokenTypes.has(typ.toLowerCase()))) {
    throw malformed('the type JWT or at+jwt')
  }
  if (typeof alg !== 'string' || (kid !== undefined && typeof kid !== 'string')) {
    throw malformed('a signature algorithm and a key id that are strings')
  }
  return { compact, algorithm: alg, keyId: kid ?? null, claims }
}

function malformed(expected: string, cause?: unknown): ReceiverError {
  return new ReceiverError(
    'token_malformed',
    `Expected ${expected}; got another token. Encrypted tokens are not accepted, and opaque ones only from issuers of the kind introspection: let the token endpoint issue signed JWTs.`,
    { cause },
  )
}
