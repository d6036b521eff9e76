import pg from 'pg'
import { isSocketAddress, parametersOf } from './database-address.ts'
import { DatabaseClient } from './database-client.ts'
import { prepareSession } from './prepare-session.ts'
import type { ServerWatch } from './server-watch.ts'
import { type SessionSetting, sessionSettings, splitOptions } from './session-settings.ts'

/** For callers that pass a pool or client to functions of this folder. */
export type { ClientBase, Pool } from 'pg'

/** The address of the database. */
export type DatabaseConnection =
  | {
      readonly kind: 'url'
      readonly url: string
      /** PEM of the server certificate's authority; null = the system's */
      readonly ca: string | null
      /** verify certificate and host name, whatever the address says; `ca` implies it */
      readonly isVerified?: boolean
      /** with `ca`, verify the certificate chain but not the host name */
      readonly ignoresHostName?: boolean
      /** PEM, for servers that request it */
      readonly clientCertificate?: { readonly cert: string; readonly key: string }
    }
  | {
      readonly kind: 'socket'
      readonly host: string
      readonly port: number
      readonly user: string
      readonly database: string
      /** of a server on loopback; a Unix socket needs none */
      readonly password?: string
    }

export interface PoolOptions {
  /** shown in pg_stat_activity */
  readonly name: string
  /** most connections */
  readonly max: number
  /** send statements of one connection without waiting for earlier answers */
  readonly pipeline?: boolean
  /** statements are built for each request and planned for its values */
  readonly adHoc?: boolean
  /** schema of the tables; null = search_path of the role or the address (default) */
  readonly schema?: string | null
  /** drops connections to a server that the address no longer points to */
  readonly watch?: ServerWatch
  /** called for errors of idle connections, which are replaced */
  readonly onError: (error: Error) => void
}

/**
 * Longer than a session's statement_timeout (15 s), so that the server answers first (ms). Leaves time
 * to cancel a commit that waits for a standby; see createServerWatch.
 */
const QUERY_TIMEOUT_MS = 18_000

const KEEP_ALIVE_MS = 10_000

/**
 * Oldest age of a connection in seconds: connections with replaced credentials must end before their
 * user is deleted.
 */
const MAX_LIFETIME_SECONDS = 30 * 60

/** Removes TLS parameters: they would override the binding's authority or switch TLS off. */
function withoutTls(address: URL): string {
  const url = new URL(address)
  for (const name of [...url.searchParams.keys()]) {
    if (name.startsWith('ssl') || name === 'uselibpqcompat') url.searchParams.delete(name)
  }
  return url.href
}

/** No TLS on a Unix socket or to a server of ours on loopback, whatever PGSSLMODE says. */
const PLAIN = { ssl: false, sslnegotiation: 'postgres' } as const

/** Parameters that the session sets itself, instead of the startup message. */
const OWN_PARAMETERS = [
  'statement_timeout',
  'idle_in_transaction_session_timeout',
  'query_timeout',
  'options',
]

/**
 * A pool of connections that survives restarts of the database. Closes a connection whose session does
 * not keep its settings.
 * @param connection called for each new connection, so that renewed credentials take effect
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
    // Detects a dead peer of an idle connection after 20 s.
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
  // An error of a connection in use would end the process without a listener.
  pool.on('connect', (client) => client.on('error', options.onError))
  return pool
}

/**
 * The driver's own error for an address, such as an unreadable certificate file.
 * @returns null = the driver accepts the address
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
 * Whether to accept any host name in a certificate of the binding's authority. System authorities sign
 * for everyone, so they always require the host name.
 */
export function ignoresHostName(connection: DatabaseConnection): boolean {
  return connection.kind === 'url' && connection.ignoresHostName === true && connection.ca !== null
}

export function placeOf(connection: DatabaseConnection): pg.ClientConfig {
  if (connection.kind === 'socket') {
    const { kind: _kind, ...place } = connection
    return { ...place, ...PLAIN }
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
      // Without this function Node also verifies the host name.
      ...(ignoresHostName(connection) ? { checkServerIdentity: () => undefined } : {}),
      ...clientCertificate,
    },
  }
}

function settingsOf(connection: DatabaseConnection): readonly SessionSetting[] {
  if (connection.kind === 'socket') return []
  return splitOptions(parametersOf(new URL(connection.url)).options ?? '').settings
}
