import pg from 'pg'

/** What others hand through to the functions of this folder, without speaking to it themselves. */
export type { ClientBase, Pool } from 'pg'

/** Where the database is; the service never needs more than this. */
export type DatabaseConnection =
  | {
      readonly kind: 'url'
      readonly url: string
      /** PEM of the authority that signed the server's certificate; null = the system's */
      readonly ca: string | null
      /** certificate and host name are verified, whatever the address says; with `ca` they always are */
      readonly isVerified?: boolean
      /** PEM, for servers that ask for it */
      readonly clientCertificate?: { readonly cert: string; readonly key: string }
    }
  | {
      readonly kind: 'socket'
      readonly host: string
      readonly port: number
      readonly user: string
      readonly database: string
    }

export interface PoolOptions {
  /** shown in pg_stat_activity */
  readonly name: string
  /** connections at most */
  readonly max: number
  /** statements of one connection are sent without waiting for each other's answer */
  readonly pipeline?: boolean
  /** statements are put together for each request, and planned for its values */
  readonly adHoc?: boolean
  /** told of errors on idle connections, which are replaced */
  readonly onError: (error: Error) => void
}

/** A statement that hangs longer than this is given up by the server (ms). */
const STATEMENT_TIMEOUT_MS = 15_000

/**
 * A connection does not get older than this, in seconds: whoever logged in with credentials that were
 * replaced meanwhile must be gone before their user is.
 */
const MAX_LIFETIME_SECONDS = 30 * 60

/** A process that freezes in the middle of a transaction must not keep its locks from the others (ms). */
const IDLE_IN_TRANSACTION_MS = 5_000

/** What the address says about TLS would win over the binding's authority, and could switch it off. */
function withoutTls(address: string): string {
  const url = new URL(address)
  for (const name of [...url.searchParams.keys()]) {
    if (name.startsWith('ssl') || name === 'uselibpqcompat') url.searchParams.delete(name)
  }
  return url.href
}

const SETTINGS = [
  // What is acknowledged is on disk, whatever the server's default says.
  'synchronous_commit=on',
  // Every statement here looks rows up by their key. A plan that was made while the tables were empty
  // would read them whole, and a connection keeps its plans.
  'enable_seqscan=off',
  'enable_hashjoin=off',
  'enable_mergejoin=off',
  'jit=off',
]

/** For statements that have names. */
const NAMED = [
  // Planning a settlement costs more than running it, and PostgreSQL may find its general plan too dear
  // to keep: it cannot know how few rows an array brings.
  'plan_cache_mode=force_generic_plan',
  // A bitmap of a lane holds all that waits in it; the index in its order ends with the first row.
  'enable_bitmapscan=off',
]

/**
 * A pool of connections. It opens them when they are needed and outlives the database's restarts.
 * @param connection asked for each new connection, so that renewed credentials come into use
 */
export function createPool(
  connection: DatabaseConnection | (() => DatabaseConnection),
  options: PoolOptions,
): pg.Pool {
  const current = typeof connection === 'function' ? connection : () => connection
  const pool = new pg.Pool({
    application_name: options.name,
    max: options.max,
    pipeline: options.pipeline ?? false,
    connectionTimeoutMillis: 5_000,
    idleTimeoutMillis: 60_000,
    maxLifetimeSeconds: MAX_LIFETIME_SECONDS,
    statement_timeout: STATEMENT_TIMEOUT_MS,
    query_timeout: STATEMENT_TIMEOUT_MS + 1_000,
    idle_in_transaction_session_timeout: IDLE_IN_TRANSACTION_MS,
    options: [...SETTINGS, ...(options.adHoc === true ? [] : NAMED)]
      .map((setting) => `-c ${setting}`)
      .join(' '),
    Client: class extends pg.Client {
      constructor(config?: pg.ClientConfig) {
        super({ ...config, ...placeOf(current()) })
      }
    },
  })
  pool.on('error', options.onError)
  // While a connection is in use its errors are its own: without a listener they would end the process.
  pool.on('connect', (client) => client.on('error', options.onError))
  return pool
}

function placeOf(connection: DatabaseConnection): pg.ClientConfig {
  if (connection.kind === 'socket') {
    const { host, port, user, database } = connection
    return { host, port, user, database }
  }
  const { url, ca, isVerified = ca !== null, clientCertificate } = connection
  if (!isVerified) return { connectionString: url }
  return {
    connectionString: withoutTls(url),
    // Node compares the host name as well.
    ssl: { rejectUnauthorized: true, ...(ca === null ? {} : { ca }), ...clientCertificate },
  }
}
