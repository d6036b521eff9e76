import type { DatabaseConnection } from '../store/database.ts'
import { type Binding, placeOf } from './bindings/binding.ts'

/** The bindings that are a PostgreSQL: SAP's `postgresql-db`, and `postgresql` elsewhere. */
export function isPostgresql({ label }: Binding): boolean {
  return label.startsWith('postgresql')
}

/**
 * The database of a PostgreSQL binding. Its certificate and host name are always verified, by the
 * binding's authority, else by the system's ones. Pure.
 * @returns the connection, or what is wrong with the binding
 */
export function databaseOf(binding: Binding): DatabaseConnection | string {
  const url = addressIn(binding)
  if (url === null) {
    return `${placeOf(binding)}: expected credentials.uri to be postgres://…, or hostname, dbname, username and password`
  }
  const { sslrootcert, sslcert, sslkey } = binding.credentials
  return {
    kind: 'url',
    url,
    ca: isText(sslrootcert) ? sslrootcert : null,
    isVerified: true,
    ...(isText(sslcert) && isText(sslkey)
      ? { clientCertificate: { cert: sslcert, key: sslkey } }
      : {}),
  }
}

/** As SAP's brokers write it, else of the parts, which servicebinding.io names in its own way. */
function addressIn({ credentials }: Binding): string | null {
  const { uri, hostname, host = hostname, port = 5432, dbname, database = dbname } = credentials
  if (uri !== undefined) return isText(uri) && isAddress(uri) ? uri : null
  const parts = [credentials.username, credentials.password, database]
  if (!isText(host) || !parts.every(isText)) return null
  const [user, password, name] = parts.map(encodeURIComponent)
  const address = `postgres://${user}:${password}@${host}:${port}/${name}`
  return isAddress(address) ? address : null
}

function isAddress(text: string): boolean {
  return /^postgres(ql)?:\/\/\S+$/.test(text) && URL.canParse(text)
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value !== ''
}
