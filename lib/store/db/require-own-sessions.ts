import type { ClientBase, Pool } from 'pg'
import { ReceiverError } from '../../errors.ts'

/** Other programs behind the same pooler may move the idle sessions between two looks. */
const ROUNDS = 3

/** A session has one process; the start of its server tells servers apart. */
const SESSION = `select pg_catalog.pg_backend_pid() || ' ' ||
  extract(epoch from pg_catalog.pg_postmaster_start_time()) as session`

/**
 * Refuses poolers that share a session between clients (transaction and statement mode): LISTEN, locks
 * of a session and prepared statements are lost there. Two clients take turns, each asking twice. A
 * pooler that hands out the session it used last gives both the same one. A pooler that hands out
 * the oldest idle one changes a client's session from one question to the next. A session of its own
 * never does either.
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

/** Each client saw one session, and no other client saw it. */
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
