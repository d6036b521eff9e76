/** TLS of the driver's connection for an address. */
export type AddressTls = 'off' | 'unverified' | 'verified'

/** libpq's variables for missing parts of an address; the driver reads them too. */
export interface LibpqVariables {
  readonly PGHOST?: string | undefined
  readonly PGSSLMODE?: string | undefined
}

const LOOPBACK = /^(localhost|127(\.\d{1,3}){3}|\[?::1\]?)$/i

/** The driver crashes on others. */
const SSL_VALUES = ['true', '1', '0', 'no-verify']

/**
 * Parses an address like the driver. Pure.
 * @returns the address, or a description of the error without any part of the address
 */
export function parseDatabaseAddress(text: string): URL | string {
  const url = URL.parse(withHost(text))
  if (url === null) return wrong('cannot be read')
  if (url.hash !== '') return wrong('has a #')
  if (/^\/.*[/@]/.test(url.pathname)) return wrong('has a / or @ in the name of the database')
  if (url.username === '' && url.search.includes('@')) return wrong('has an @ behind a ?')
  if (!isDecodable(url)) return wrong('has a % that begins no character')
  const { ssl } = parametersOf(url)
  return ssl === undefined || SSL_VALUES.includes(ssl)
    ? url
    : `has an unknown value of ssl: expected ${SSL_VALUES.join(', ')}, or sslmode=verify-full instead of ssl`
}

/** After a % without two hexadecimal digits, the driver decodes no % at all. */
function isDecodable({ href, username, password, hostname, pathname }: URL): boolean {
  const isLiteral = /%(?![0-9a-f]{2})/i.test(href)
  const parts = isLiteral ? [hostname] : [username, password, hostname, pathname]
  try {
    return parts.map(decodeURIComponent).length > 0
  } catch {
    return false
  }
}

/** Adds a host: Node rejects a user without a host, libpq accepts it. */
function withHost(text: string): string {
  return text.replace(/^(postgres(?:ql)?:\/\/[^/?#]*@)(?=[/?]|$)/, '$1localhost')
}

/** Whether the address leads to a Unix socket, by its parameter `host` or an encoded path. */
export function isSocketAddress(url: URL, { PGHOST }: LibpqVariables = {}): boolean {
  return hostOf(url, PGHOST).startsWith('/')
}

/** Whether the connection stays on this machine. */
export function isLocalAddress(url: URL, variables: LibpqVariables): boolean {
  return isSocketAddress(url, variables) || LOOPBACK.test(hostOf(url, variables.PGHOST))
}

/** The TLS mode of `pg` for `sslmode`, `ssl`, `sslnegotiation`, `uselibpqcompat` and PGSSLMODE. Pure. */
export function tlsOfAddress(url: URL, { PGSSLMODE }: LibpqVariables): AddressTls {
  const given = parametersOf(url)
  const { sslmode, ssl, sslrootcert } = given
  if ([sslmode, sslrootcert, given.sslcert, given.sslkey].some(Boolean)) {
    if (sslmode === 'disable') return 'off'
    if (sslmode === 'no-verify') return 'unverified'
    if (given.uselibpqcompat !== 'true') return 'verified'
    // With sslrootcert, libpq's `require` means `verify-ca`.
    if (sslmode === 'prefer') return 'unverified'
    return sslmode === 'require' && !sslrootcert ? 'unverified' : 'verified'
  }
  if (ssl !== undefined) {
    if (ssl === 'no-verify') return 'unverified'
    return ssl === 'true' || ssl === '1' ? 'verified' : 'off'
  }
  if (given.sslnegotiation === 'direct') return 'verified'
  if (PGSSLMODE === 'no-verify') return 'unverified'
  return ['prefer', 'require', 'verify-ca', 'verify-full'].includes(PGSSLMODE ?? '')
    ? 'verified'
    : 'off'
}

/** The last value of a repeated parameter counts, as in the driver. */
export function parametersOf(url: URL): Readonly<Record<string, string>> {
  return Object.fromEntries(url.searchParams)
}

function hostOf(url: URL, PGHOST: string | undefined): string {
  return parametersOf(url).host || decodeURIComponent(url.hostname) || PGHOST || 'localhost'
}

function wrong(finding: string): string {
  return (
    `${finding}: expected postgres://user:password@host:port/database, with special characters of user and ` +
    'password percent-encoded (# is %23, / is %2F, ? is %3F, @ is %40, % is %25)'
  )
}
