import { type ErrorCode, ReceiverError } from '../../errors.ts'
import { UnusableSession } from './session-settings.ts'

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
const PARAMETER =
  'expected the pooler to take the startup message, it refused a parameter ({found}): take the parameter out of ' +
  "DATABASE_URL, or add it to the pooler's ignore_startup_parameters"
const CERTIFICATE_FILE =
  'expected to read the files of sslrootcert, sslcert and sslkey in DATABASE_URL, one cannot be read ({found})'

type Kind = readonly [ErrorCode, string]

/** SQLSTATEs that last. */
const BY_STATE: Readonly<Record<string, Kind>> = {
  '28P01': ['database_login', LOGIN],
  '28000': ['database_login', LOGIN],
  '3D000': ['database_unknown', UNKNOWN],
  '42501': ['database_rights', RIGHTS],
}

/** PgBouncer uses one SQLSTATE for all refusals, even temporary ones. */
const BY_POOLER_TEXT: readonly (readonly [RegExp, Kind])[] = [
  [/no such user|(password|SASL) authentication failed|auth failed/i, ['database_login', LOGIN]],
  [/no such database/i, ['database_unknown', UNKNOWN]],
  [/unsupported startup parameter/i, ['database_settings', PARAMETER]],
]

/** Texts of the driver's errors without a code. */
const BY_DRIVER_TEXT: readonly (readonly [RegExp, Kind])[] = [
  [/^SASL: /, ['database_login', LOGIN]],
  [/does not support SSL|error establishing an SSL/, ['database_tls', NO_TLS]],
]

/** Codes of Node and OpenSSL: unknown authority, wrong host, expired, failed handshake. */
const CERTIFICATE_CODES =
  /^(ERR_TLS_|ERR_SSL_|CERT_|UNABLE_TO_|SELF_SIGNED_|DEPTH_ZERO_|INVALID_CA|INVALID_PURPOSE|PATH_LENGTH_|HOSTNAME_MISMATCH)/

/** The error for a start that waiting cannot repair; null = the database may still become available. Pure. */
export function startFailure(error: unknown): ReceiverError | null {
  if (typeof error !== 'object' || error === null) return null
  if (error instanceof UnusableSession) return new ReceiverError(error.code, error.message)
  const { code, syscall, message } = error as {
    code?: unknown
    syscall?: unknown
    message?: unknown
  }
  const text = typeof message === 'string' ? message : ''
  const [errorCode, sentence] = kindOf(code, syscall, text) ?? []
  if (errorCode === undefined || sentence === undefined) return null
  // Leaves out the text of a failed login, which contains the user.
  const found = [code ?? 'no code', ...(errorCode === 'database_rights' ? [text] : [])].join(', ')
  return new ReceiverError(
    errorCode,
    sentence.replace('{found}', () => found),
    { cause: error },
  )
}

function kindOf(code: unknown, syscall: unknown, text: string): Kind | undefined {
  if (code === '08P01') return BY_POOLER_TEXT.find(([pattern]) => pattern.test(text))?.[1]
  if (typeof code !== 'string') return BY_DRIVER_TEXT.find(([pattern]) => pattern.test(text))?.[1]
  if (CERTIFICATE_CODES.test(code)) return ['database_tls', CERTIFICATE]
  if (syscall === 'open') return ['database_tls', CERTIFICATE_FILE]
  return BY_STATE[code]
}
