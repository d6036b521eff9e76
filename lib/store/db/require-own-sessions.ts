import type { ClientBase, Pool } from 'pg'
import { ReceiverError } from '../../errors.ts'

/** Several rounds: other clients of the pooler may move idle sessions between two queries. */
const ROUNDS = 3

/** SQL: the session's process and its server's start identify a session. */
const SESSION = `select pg_catalog.pg_backend_pid() || ' ' ||
  extract(epoch from pg_catalog.pg_postmaster_start_time()) as session`

/**
 * Rejects poolers that share sessions between clients (transaction and statement mode): LISTEN, session
 * locks and prepared statements do not work there. Two clients query in turn, twice each. A pooler that
 * reuses the last session gives both clients the same one. A pooler that takes the oldest idle session
 * changes a client's session between its queries. With real sessions neither happens.
 * @throws ReceiverError database_pooler
 */
export async function requireOwnSessions(pool: Pool): Promise<void> {
  const first = await pool.connect()
  try {
    const second = await pool.connect()
    try {
      for (let round = 0; round < ROUNDS; round += 1) {
        const seen = [
          [await sessionOf(first), await sessionOf(first)],
          [await sessionOf(second), await sessionOf(second)],
        ]
        if (!areOwn(seen)) throw shared()
      }
    } finally {
      second.release()
    }
  } finally {
    first.release()
  }
}

/** Whether each client saw exactly one session of its own. */
function areOwn(seen: readonly (readonly string[])[]): boolean {
  const sessions = seen.map((ofClient) => new Set(ofClient))
  return sessions.every(({ size }) => size === 1) && new Set(seen.flat()).size === seen.length
}

async function sessionOf(client: ClientBase): Promise<string> {
  const { rows } = await client.query<{ session: string }>(SESSION)
  return rows[0]?.session ?? ''
}

function shared(): ReceiverError {
  return new ReceiverError(
    'database_pooler',
    'expected a database session for each connection, a pooler in transaction or statement mode shares sessions ' +
      'between them: connect directly to PostgreSQL or set the pooler to session mode',
  )
}
