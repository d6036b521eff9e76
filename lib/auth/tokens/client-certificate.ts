import { X509Certificate } from 'node:crypto'
import type { JWTPayload } from 'jose'
import { ReceiverError } from '../../errors.ts'
import type { Caller } from '../caller.ts'
import type { TrustedIssuer } from '../trusted-issuer.ts'

/**
 * The header with the client certificate that the router forwards. Clients that bypass the router
 * can forge it: see docs/security.md.
 */
export const CERTIFICATE_HEADER = 'x-forwarded-client-cert'

/** A certificate has 1 to 3 KB. */
const MAX_CHARACTERS = 16 * 1024
/** SHA-256 in base64url, without padding */
const thumbprint = /^[A-Za-z0-9_-]{43}$/

/**
 * The certificate to which a token is bound (RFC 8705 section 3.1); null = none, or bindings are
 * off. Tokens bound to other keys (RFC 9449) are refused.
 * @throws ReceiverError token_certificate
 */
export function boundCertificate(claims: JWTPayload, issuer: TrustedIssuer): string | null {
  const { certificateBinding } = issuer
  if (certificateBinding === 'off') return null
  const bound = (claims.cnf as Record<string, unknown> | null | undefined)?.['x5t#S256']
  if (bound === undefined && certificateBinding === 'if-present') return null
  if (typeof bound === 'string' && thumbprint.test(bound)) return bound
  throw new ReceiverError(
    'token_certificate',
    'Expected a token that is bound to a certificate (cnf with x5t#S256), this one is not. Give the client a certificate instead of a secret, or set certificateBinding of the issuer to if-present.',
  )
}

/**
 * Requires the certificate to which the caller's token is bound, if it is bound.
 * @param headers all forwarded certificate headers, as received
 * @throws ReceiverError token_certificate
 */
export function requireCertificate(caller: Caller, headers: readonly string[]): void {
  if (caller.certificate === null) return
  if (forwardedCertificate(headers) === caller.certificate) return
  throw new ReceiverError(
    'token_certificate',
    `Expected the client certificate to which the token is bound, ${headers.length === 0 ? 'none was forwarded' : 'got another one or none'}. Send the call over the route that asks for client certificates, with the certificate that fetched the token.`,
  )
}

/** The thumbprint of the forwarded certificate; null = none that can be read. */
function forwardedCertificate(headers: readonly string[]): string | null {
  const [value] = headers
  if (value === undefined || headers.length > 1 || value.length > MAX_CHARACTERS) return null
  try {
    const certificate = new X509Certificate(encodedCertificate(value))
    return Buffer.from(certificate.fingerprint256.replaceAll(':', ''), 'hex').toString('base64url')
  } catch {
    return null
  }
}

/**
 * Cloud Foundry forwards the certificate in base64. Envoy forwards a list of elements with
 * `Cert="<PEM, percent-encoded>"`; the nearest proxy added the last one.
 */
function encodedCertificate(value: string): Buffer | string {
  const last = value.split(',').at(-1) ?? ''
  const quoted = /(?:^|;)Cert="([^"]+)"/i.exec(last)?.[1]
  if (quoted !== undefined) return decodeURIComponent(quoted)
  return value.includes('-----BEGIN') ? pemOf(value) : Buffer.from(value, 'base64')
}

const BEGIN = '-----BEGIN CERTIFICATE-----'
const END = '-----END CERTIFICATE-----'

/** A header has no line breaks: there is only base64 between the marks. */
function pemOf(value: string): Buffer {
  // A regular expression would be quadratic in the caller's text.
  const begin = value.indexOf(BEGIN)
  const end = begin === -1 ? -1 : value.indexOf(END, begin)
  const inner = end === -1 ? '' : value.slice(begin + BEGIN.length, end)
  return Buffer.from(inner.replaceAll(/\\n|\s/g, ''), 'base64')
}
