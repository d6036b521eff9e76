import { isIP, isIPv6 } from 'node:net'
import type { DatabaseConnection } from '../store/db/database.ts'
import { type Binding, placeOf } from './bindings/binding.ts'

/** SAP's `postgresql-db`, and `postgresql` elsewhere. */
export function isPostgresql({ label }: Binding): boolean {
  return label.startsWith('postgresql')
}

/** Whether the certificate must name the host; undefined = the binding decides. */
export type HostNameRule = 'verify' | 'ignore' | undefined

/**
 * The database of a PostgreSQL binding. Always verifies the certificate, by the binding's authority
 * or the system's. Pure.
 * SAP's certificates on Google Cloud name the instance, not the host. Bindings there have a client
 * key, or an IP address as host: then only the chain is verified, and only against the binding's
 * authority.
 * @returns the connection, or the mistake
 */
export function databaseOf(binding: Binding, hostName?: HostNameRule): DatabaseConnection | string {
  const url = addressIn(binding)
  if (url === null) {
    return `${placeOf(binding)}: expected credentials.uri to be postgres://…, or hostname, dbname, username and password`
  }
  const { sslrootcert, sslcert, sslkey } = binding.credentials
  const ca = isText(sslrootcert) ? sslrootcert : null
  if (hostName === 'ignore' && ca === null) {
    return `${placeOf(binding)}: expected credentials.sslrootcert, because DATABASE_TLS_HOST_NAME=ignore trusts no authority but the binding's own`
  }
  const namesInstance = isText(sslkey) || isIP(hostIn(url)) !== 0
  const ignoresHostName =
    ca !== null && (hostName ?? (namesInstance ? 'ignore' : 'verify')) === 'ignore'
  return {
    kind: 'url',
    url,
    ca,
    isVerified: true,
    ...(ignoresHostName ? { ignoresHostName } : {}),
    ...(isText(sslcert) && isText(sslkey)
      ? { clientCertificate: { cert: sslcert, key: sslkey } }
      : {}),
  }
}

/** Built from the separate fields if complete, else the `uri`. */
function addressIn(binding: Binding): string | null {
  const { uri, port } = binding.credentials
  if (uri === undefined) return addressOfFields(binding, port ?? 5432)
  const address = port === undefined ? null : addressOfFields(binding, port)
  return address ?? (isText(uri) && isAddress(uri) ? uri : null)
}

/** servicebinding.io uses other field names. */
function addressOfFields({ credentials }: Binding, port: unknown): string | null {
  const { hostname, host = hostname, dbname, database = dbname, username, password } = credentials
  const parts = [username, password, database]
  if (!isText(host) || !parts.every(isText)) return null
  const [user, secret, name] = parts.map(encodeURIComponent)
  const place = isIPv6(host) ? `[${host}]` : host
  const address = `postgres://${user}:${secret}@${place}:${port}/${name}`
  return isAddress(address) ? address : null
}

function hostIn(address: string): string {
  return new URL(address).hostname.replace(/^\[|\]$/g, '')
}

function isAddress(text: string): boolean {
  return /^postgres(ql)?:\/\/\S+$/.test(text) && URL.canParse(text)
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value !== ''
}
