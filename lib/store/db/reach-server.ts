import pg from 'pg'
import { type DatabaseConnection, placeOf } from './database.ts'
import { SERVER } from './database-client.ts'
import { READ_STATE } from './require-writable.ts'
import type { ReachedServer, ServerProcess } from './server-watch.ts'

/** A frozen server accepts connections but never answers. */
const LIMIT_MS = 1_000

const CANCEL_COMMITS = `
  select pg_cancel_backend(a.pid)
  from unnest($1::text[], $2::int[]) as overdue (server, pid)
  join pg_stat_activity a on a.pid = overdue.pid
  where overdue.server = ${SERVER} and a.wait_event = 'SyncRep'`

/**
 * Queries the server behind the address over a new connection.
 * @param overdue cancels those of these commits that wait for a standby
 */
export async function reachServer(
  connection: DatabaseConnection,
  overdue: readonly ServerProcess[],
): Promise<ReachedServer> {
  const client = new pg.Client({
    ...placeOf(connection),
    application_name: 'sf-event-receiver watch',
    connectionTimeoutMillis: LIMIT_MS,
    query_timeout: LIMIT_MS,
  })
  client.on('error', () => undefined)
  try {
    await client.connect()
    const { rows } = await client.query<ReachedServer>(
      `select ${SERVER} as server, state.* from (${READ_STATE}) state`,
    )
    const [reached] = rows
    if (reached === undefined) throw new Error('the server gave no row')
    if (overdue.length > 0) {
      const servers = overdue.map(({ server }) => server)
      await client.query(CANCEL_COMMITS, [servers, overdue.map(({ process }) => process)])
    }
    return reached
  } finally {
    // Not awaited: a frozen server never closes its side.
    void client.end().catch(() => undefined)
  }
}
