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

/** A process that freezes in the middle of a transaction must not keep its locks from the others (ms). */
const IDLE_IN_TRANSACTION_MS = 5_000

/** What the address says about TLS would win over the binding's authority, and could switch it off. */
function withoutTls(address: string): string {
  const url = new URL(address)
  for (const name of ['ssl', 'sslmode', 'sslrootcert', 'sslcert', 'sslkey']) {
    url.searchParams.delete(name)
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

/** A pool of connections. It opens them when they are needed and outlives the database's restarts. */
export function createPool(connection: DatabaseConnection, options: PoolOptions): pg.Pool {
  const where =
    connection.kind === 'url'
      ? {
          connectionString: connection.ca === null ? connection.url : withoutTls(connection.url),
          ...(connection.ca === null
            ? {}
            : { ssl: { ca: connection.ca, rejectUnauthorized: true } }),
        }
      : {
          host: connection.host,
          port: connection.port,
          user: connection.user,
          database: connection.database,
        }
  const pool = new pg.Pool({
    ...where,
    application_name: options.name,
    max: options.max,
    pipeline: options.pipeline ?? false,
    connectionTimeoutMillis: 5_000,
    idleTimeoutMillis: 60_000,
    statement_timeout: STATEMENT_TIMEOUT_MS,
    query_timeout: STATEMENT_TIMEOUT_MS + 1_000,
    idle_in_transaction_session_timeout: IDLE_IN_TRANSACTION_MS,
    options: [...SETTINGS, ...(options.adHoc === true ? [] : NAMED)]
      .map((setting) => `-c ${setting}`)
      .join(' '),
  })
  pool.on('error', options.onError)
  // While a connection is in use its errors are its own: without a listener they would end the process.
  pool.on('connect', (client) => client.on('error', options.onError))
  return pool
}
