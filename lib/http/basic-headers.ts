import { ReceiverError } from '../errors.ts'

/**
 * How a server reads the two parts of HTTP Basic:
 * - `uaa` decodes them only where X-CF-ENCODED-CREDENTIALS asks for it;
 * - `encoded` always decodes them (RFC 6749 section 2.3.1), such as Cloud Identity;
 * - `plain` takes them as they are (RFC 7617), as most servers do.
 */
export type BasicReader = 'uaa' | 'encoded' | 'plain'

/** Hosts of SAP's Authorization and Trust Management service (XSUAA), which is a UAA. */
const XSUAA_HOST =
  /^[a-z0-9-]+\.authentication\.(cert\.)?[a-z0-9-]+\.(hana\.ondemand\.com|platform\.sapcloud\.cn)$/
/** Hosts of SAP Cloud Identity Services. */
const CLOUD_IDENTITY_HOST = /^[a-z0-9-]+\.accounts(400)?\.(ondemand\.com|cloud\.sap|sapcloud\.cn)$/

/** The reader behind an address of which nothing else is known. */
export function basicReaderAt(address: string): BasicReader {
  const { hostname } = new URL(address)
  if (XSUAA_HOST.test(hostname)) return 'uaa'
  return CLOUD_IDENTITY_HOST.test(hostname) ? 'encoded' : 'plain'
}

/**
 * The headers of HTTP Basic for a client or a user. Every credential that we send goes through here:
 * real secrets contain `$`, `+`, `/`, `%` and `=`, which readers take differently.
 * @throws ReceiverError config_invalid where RFC 7617 cannot carry the name
 */
export function basicHeaders(
  reader: BasicReader,
  name: string,
  password: string,
): Readonly<Record<string, string>> {
  if (reader === 'plain') {
    if (name.includes(':')) throw nameWithColon()
    return { authorization: basic(`${name}:${password}`) }
  }
  const authorization = basic([name, password].map(encodeURIComponent).join(':'))
  return reader === 'uaa'
    ? { authorization, 'x-cf-encoded-credentials': 'true' }
    : { authorization }
}

function basic(pair: string): string {
  return `Basic ${Buffer.from(pair).toString('base64')}`
}

function nameWithColon(): ReceiverError {
  return new ReceiverError(
    'config_invalid',
    'Expected a client id or user name without a colon: HTTP Basic ends the name there. Use another client.',
  )
}
