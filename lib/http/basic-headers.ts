import { ReceiverError } from '../errors.ts'

/** How a server reads HTTP Basic: a UAA decodes it on request, other servers are not asked to. */
export type BasicReader = 'uaa' | 'other'

/** Hosts of SAP's Authorization and Trust Management service (XSUAA), which is a UAA. */
const XSUAA_HOST =
  /^[a-z0-9-]+\.authentication\.(cert\.)?[a-z0-9-]+\.(hana\.ondemand\.com|platform\.sapcloud\.cn)$/

/** The reader behind an address of which nothing else is known. */
export function basicReaderAt(address: string): BasicReader {
  return XSUAA_HOST.test(new URL(address).hostname) ? 'uaa' : 'other'
}

/**
 * The headers of HTTP Basic for a client or a user; every credential that we send goes through here.
 *
 * RFC 6749 section 2.3.1 wants both parts form-encoded, RFC 7617 wants them as they are. A UAA decodes
 * them only with X-CF-ENCODED-CREDENTIALS, and real secrets contain `$`, `+`, `/` and `=`. Other servers
 * get them as they are: most of them never decode.
 * @throws ReceiverError config_invalid where RFC 7617 cannot carry the name
 */
export function basicHeaders(
  reader: BasicReader,
  name: string,
  password: string,
): Readonly<Record<string, string>> {
  if (reader === 'uaa') {
    const pair = [name, password].map(encodeURIComponent).join(':')
    return { authorization: basic(pair), 'x-cf-encoded-credentials': 'true' }
  }
  if (name.includes(':')) {
    throw new ReceiverError(
      'config_invalid',
      'Expected a client id or user name without a colon: HTTP Basic ends the name there. Use another client.',
    )
  }
  return { authorization: basic(`${name}:${password}`) }
}

function basic(pair: string): string {
  return `Basic ${Buffer.from(pair).toString('base64')}`
}
