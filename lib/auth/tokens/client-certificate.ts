import { X509Certificate } from 'node:crypto'
import type { JWTPayload } from 'jose'
import { ReceiverError } from '../../errors.ts'
import type { Caller } from '../caller.ts'
import type { TrustedIssuer } from '../trusted-issuer.ts'

/**
 * The header in which the router forwards the certificate of a TLS client. Whoever reaches this
 * process past the router can write it: docs/security.md says when it may be trusted.
 */
export const CERTIFICATE_HEADER = 'x-forwarded-client-cert'

/** Longest header that is looked at: a certificate has 1 to 3 KB. */
const MAX_CHARACTERS = 16 * 1024
/** SHA-256 in base64url, without padding */
const thumbprint = /^[A-Za-z0-9_-]{43}$/

/**
 * The certificate to which a token is bound (RFC 8705 section 3.1); null = to none, or bindings are
 * not looked at. A token that is bound to another kind of key (RFC 9449) cannot be verified here.
 * Throws `token_certificate`.
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
 * Lets a call pass whose token is bound to no certificate, or to the one that the router forwards.
 * `headers` are all of that name, as received. Throws `token_certificate`.
 */
export function requireCertificate(caller: Caller, headers: readonly string[]): void {
  if (caller.certificate === null) return
  if (forwardedCertificate(headers) === caller.certificate) return
  throw new ReceiverError(
    'token_certificate',
    `Expected the client certificate to which the token is bound, ${headers.length === 0 ? 'none was forwarded' : 'another one or none came'}. Send the call over the route that asks for client certificates, with the certificate that fetched the token.`,
  )
}

/** The thumbprint of the last certificate forwarded; null = there is none that can be read. */
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
 * Cloud Foundry forwards the certificate itself, in base64; Envoy a list of elements with
 * `Cert="<PEM, percent-encoded>"`, of which the last one was added by the nearest proxy.
 */
function encodedCertificate(value: string): Buffer | string {
  const last = value.split(',').at(-1) ?? ''
  const quoted = /(?:^|;)Cert="([^"]+)"/i.exec(last)?.[1]
  if (quoted !== undefined) return decodeURIComponent(quoted)
  return value.includes('-----BEGIN') ? pemOf(value) : Buffer.from(value, 'base64')
}

const BEGIN = '-----BEGIN CERTIFICATE-----'
const END = '-----END CERTIFICATE-----'

/** A header has no line breaks: between the marks stands base64 alone. */
function pemOf(value: string): Buffer {
  // A regular expression would look for the end behind every begin: quadratic in what a caller sends.
  const begin = value.indexOf(BEGIN)
  const end = begin === -1 ? -1 : value.indexOf(END, begin)
  const inner = end === -1 ? '' : value.slice(begin + BEGIN.length, end)
  return Buffer.from(inner.replaceAll(/\\n|\s/g, ''), 'base64')
}
