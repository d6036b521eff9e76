import pg from 'pg'
import { isSocketAddress, parametersOf } from './database-address.ts'
import { DatabaseClient } from './database-client.ts'
import { prepareSession } from './prepare-session.ts'
import type { ServerWatch } from './server-watch.ts'
import { type SessionSetting, sessionSettings, splitOptions } from './session-settings.ts'

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
      /** the certificate names another host: with `ca`, its chain is verified and the host name is not */
      readonly ignoresHostName?: boolean
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
  /** holds the tables; null = as the role or the address says (default) */
  readonly schema?: string | null
  /** drops connections to a server that the address no longer leads to */
  readonly watch?: ServerWatch
  /** told of errors on idle connections, which are replaced */
  readonly onError: (error: Error) => void
}

/**
 * Longer than the statement_timeout of a session (15 s): the server's own answer comes first (ms).
 * It leaves time to make a commit give up that waits for a standby; see createServerWatch.
 */
const QUERY_TIMEOUT_MS = 18_000

const KEEP_ALIVE_MS = 10_000

/**
 * A connection does not get older than this, in seconds: whoever logged in with credentials that were
 * replaced meanwhile must be gone before their user is.
 */
const MAX_LIFETIME_SECONDS = 30 * 60

/** What the address says about TLS would win over the binding's authority, and could switch it off. */
function withoutTls(address: URL): string {
  const url = new URL(address)
  for (const name of [...url.searchParams.keys()]) {
    if (name.startsWith('ssl') || name === 'uselibpqcompat') url.searchParams.delete(name)
  }
  return url.href
}

/** A Unix socket has no TLS, whatever PGSSLMODE says. */
const PLAIN = { ssl: false, sslnegotiation: 'postgres' } as const

/** What the address must not put into the startup message: the session sets it instead. */
const OWN_PARAMETERS = [
  'statement_timeout',
  'idle_in_transaction_session_timeout',
  'query_timeout',
  'options',
]

/**
 * A pool of connections. It opens them when they are needed and outlives the database's restarts.
 * A connection whose session does not keep its settings is closed and never handed out.
 * @param connection asked for each new connection, so that renewed credentials come into use
 */
export function createPool(
  connection: DatabaseConnection | (() => DatabaseConnection),
  options: PoolOptions,
): pg.Pool {
  const current = typeof connection === 'function' ? connection : () => connection
  const { adHoc = false, schema = null } = options
  const settings = sessionSettings({ adHoc, schema })
  const pool = new pg.Pool({
    application_name: options.name,
    max: options.max,
    pipeline: options.pipeline ?? false,
    connectionTimeoutMillis: 5_000,
    idleTimeoutMillis: 60_000,
    maxLifetimeSeconds: MAX_LIFETIME_SECONDS,
    query_timeout: QUERY_TIMEOUT_MS,
    onConnect: (client) => prepareSession(client, settings, settingsOf(current())),
    // A dead peer of an idle connection is noticed after 20 s.
    keepAlive: true,
    keepAliveInitialDelayMillis: KEEP_ALIVE_MS,
    Client: class extends DatabaseClient {
      constructor(config?: pg.ClientConfig) {
        const place = placeOf(current())
        const objection = objectionTo(place)
        super({ ...config, ...(objection === null ? place : {}) }, () => performance.now())
        if (objection === null) options.watch?.add(this)
        else this.refuseToConnect(objection)
      }
    },
  })
  pool.on('error', options.onError)
  // While a connection is in use its errors are its own: without a listener they would end the process.
  pool.on('connect', (client) => client.on('error', options.onError))
  return pool
}

/**
 * What the driver itself objects to in an address, such as a certificate file that cannot be read.
 * @returns null when it would connect with it
 */
export function driverObjection(url: string): string | null {
  return objectionTo(placeOf({ kind: 'url', url, ca: null }))?.message ?? null
}

function objectionTo(place: pg.ClientConfig): Error | null {
  try {
    void new pg.Client(place)
    return null
  } catch (error) {
    return error as Error
  }
}

/**
 * Whether a server of any name is accepted, if the binding's own authority signed its certificate. The
 * system's authorities sign for everybody: with them the host name always counts.
 */
export function ignoresHostName(connection: DatabaseConnection): boolean {
  return connection.kind === 'url' && connection.ignoresHostName === true && connection.ca !== null
}

export function placeOf(connection: DatabaseConnection): pg.ClientConfig {
  if (connection.kind === 'socket') {
    const { host, port, user, database } = connection
    return { host, port, user, database, ...PLAIN }
  }
  const { url, ca, isVerified = ca !== null, clientCertificate } = connection
  const address = new URL(url)
  const { others } = splitOptions(parametersOf(address).options ?? '')
  for (const name of OWN_PARAMETERS) address.searchParams.delete(name)
  if (others !== '') address.searchParams.set('options', others)
  if (isSocketAddress(address)) return { ...PLAIN, connectionString: withoutTls(address) }
  if (!isVerified) return { connectionString: address.href }
  return {
    connectionString: withoutTls(address),
    ssl: {
      rejectUnauthorized: true,
      ...(ca === null ? {} : { ca }),
      // Without this function Node compares the host name as well.
      ...(ignoresHostName(connection) ? { checkServerIdentity: () => undefined } : {}),
      ...clientCertificate,
    },
  }
}

function settingsOf(connection: DatabaseConnection): readonly SessionSetting[] {
  if (connection.kind === 'socket') return []
  return splitOptions(parametersOf(new URL(connection.url)).options ?? '').settings
}
