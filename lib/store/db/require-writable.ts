import type { Pool } from 'pg'

/** read_only_sql_transaction, as PostgreSQL answers a write */
const READ_ONLY = '25006'

/** SQL: read-only on a standby, and on a primary with a read-only default. */
export const READ_STATE = `select pg_is_in_recovery() or current_setting('transaction_read_only')::boolean as "readOnly"`

/**
 * Resolves if the database accepts writes. Drops the connection otherwise: the address may soon lead to
 * another server.
 * @throws the driver's error, or one with code 25006
 */
export async function requireWritable(pool: Pool): Promise<void> {
  const client = await pool.connect()
  let failure: Error | undefined
  try {
    const { rows } = await client.query<{ readOnly: boolean }>(READ_STATE)
    if (rows[0]?.readOnly !== true) return
    failure = Object.assign(new Error('the database is read-only'), { code: READ_ONLY })
    throw failure
  } finally {
    client.release(failure)
  }
}

export function isReadOnly(error: unknown): boolean {
  return (error as { code?: unknown } | null)?.code === READ_ONLY
}
