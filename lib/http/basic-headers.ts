import { ReceiverError } from '../errors.ts'

/**
 * How a server decodes HTTP Basic:
 * - `uaa` decodes the parts if X-CF-ENCODED-CREDENTIALS says so;
 * - `encoded` always decodes them (RFC 6749 section 2.3.1), like Cloud Identity;
 * - `plain` never decodes them (RFC 7617), like most servers.
 */
export type BasicReader = 'uaa' | 'encoded' | 'plain'

/** Hosts of SAP's Authorization and Trust Management service (XSUAA), which is a UAA. */
const XSUAA_HOST =
  /^[a-z0-9-]+\.authentication\.(cert\.)?[a-z0-9-]+\.(hana\.ondemand\.com|platform\.sapcloud\.cn)$/
/** Hosts of SAP Cloud Identity Services. */
const CLOUD_IDENTITY_HOST = /^[a-z0-9-]+\.accounts(400)?\.(ondemand\.com|cloud\.sap|sapcloud\.cn)$/

/** The decoding of a server, by its address. */
export function basicReaderAt(address: string): BasicReader {
  const { hostname } = new URL(address)
  if (XSUAA_HOST.test(hostname)) return 'uaa'
  return CLOUD_IDENTITY_HOST.test(hostname) ? 'encoded' : 'plain'
}

/**
 * The Basic headers for a client or user. All credentials are sent through this function: secrets
 * contain `$`, `+`, `/`, `%` and `=`, which servers decode differently.
 * @throws ReceiverError config_invalid if the name contains a colon (RFC 7617)
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
