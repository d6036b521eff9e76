import { type ErrorCode, ReceiverError } from '../errors.ts'
import { UnusableSession } from './unusable-session.ts'

const LOGIN =
  'expected the database to accept the login, it did not ({found}): check user and password in DATABASE_URL or the ' +
  'postgresql-db binding (special characters are percent-encoded), and pg_hba.conf'
const UNKNOWN =
  'expected the database of DATABASE_URL or the postgresql-db binding to exist, it does not ({found}): correct its ' +
  'name, or create it'
const RIGHTS =
  "expected the database role to own the service's tables, it lacks a right ({found}): use the role that created " +
  'them, or GRANT CONNECT ON DATABASE and GRANT USAGE, CREATE ON SCHEMA to it; docs/database.md lists all rights'
const NO_TLS =
  'expected the database to take TLS, it does not ({found}): switch it on at the server, or use an address on this ' +
  'machine with sslmode=disable'
const CERTIFICATE =
  'expected a certificate of the database that can be trusted, got another ({found}): name its authority ' +
  '(sslrootcert in DATABASE_URL, or NODE_EXTRA_CA_CERTS), use the host name of the certificate, or renew it'
const CERTIFICATE_FILE =
  'expected to read the files of sslrootcert, sslcert and sslkey in DATABASE_URL, one cannot be read ({found})'

/** SQLSTATEs that waiting does not change. */
const BY_STATE: Readonly<Record<string, readonly [ErrorCode, string]>> = {
  '28P01': ['database_login', LOGIN],
  '28000': ['database_login', LOGIN],
  '3D000': ['database_unknown', UNKNOWN],
  '42501': ['database_rights', RIGHTS],
}

/** PgBouncer has one SQLSTATE for all its refusals, also for those that pass. */
const BY_POOLER_TEXT: readonly (readonly [RegExp, ErrorCode, string])[] = [
  [/no such user|(password|SASL) authentication failed|auth failed/i, 'database_login', LOGIN],
  [/no such database/i, 'database_unknown', UNKNOWN],
]

/** What the driver says without a code. */
const BY_DRIVER_TEXT: readonly (readonly [RegExp, ErrorCode, string])[] = [
  [/^SASL: /, 'database_login', LOGIN],
  [/does not support SSL|error establishing an SSL/, 'database_tls', NO_TLS],
]

/** Of Node and OpenSSL: an unknown authority, another host, another time, a broken handshake. */
const CERTIFICATE_CODES =
  /^(ERR_TLS_|ERR_SSL_|CERT_|UNABLE_TO_|SELF_SIGNED_|DEPTH_ZERO_|INVALID_CA|INVALID_PURPOSE|PATH_LENGTH_|HOSTNAME_MISMATCH)/

/** The sentence for a start that waiting cannot repair; null = the database may still come. Pure. */
export function startFailure(error: unknown): ReceiverError | null {
  if (!(error instanceof Error)) return null
  const { code, syscall } = error as { code?: unknown; syscall?: unknown }
  const { message } = error
  if (error instanceof UnusableSession) return new ReceiverError(error.code, message)
  if (code === '08P01') return byText(BY_POOLER_TEXT, error, code)
  if (typeof code !== 'string') return byText(BY_DRIVER_TEXT, error, 'no code')
  const known = BY_STATE[code]
  if (known !== undefined)
    return failure(known, code === '42501' ? `${code}, ${message}` : code, error)
  if (CERTIFICATE_CODES.test(code)) return failure(['database_tls', CERTIFICATE], code, error)
  if (syscall === 'open') return failure(['database_tls', CERTIFICATE_FILE], code, error)
  return null
}

function byText(
  known: readonly (readonly [RegExp, ErrorCode, string])[],
  error: Error,
  code: string,
): ReceiverError | null {
  const match = known.find(([pattern]) => pattern.test(error.message))
  return match === undefined ? null : failure([match[1], match[2]], code, error)
}

/** The text of a login that failed names the user: the code is enough. */
function failure(
  [code, text]: readonly [ErrorCode, string],
  found: string,
  cause: Error,
): ReceiverError {
  return new ReceiverError(
    code,
    text.replace('{found}', () => found),
    { cause },
  )
}
