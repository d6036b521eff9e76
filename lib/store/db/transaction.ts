import type { Pool, PoolClient } from 'pg'

export interface TransactionWork<Result> {
  /** may be that of the last statement: it is waited for */
  readonly result: Result | Promise<Result>
  /** the transaction's last statement, under way: the commit follows it without waiting */
  readonly lastStatement: Promise<unknown>
}

/**
 * Runs the work between begin and commit. The pool's connections pipeline: begin travels with the
 * first statements and commit with the last, which spares two round trips. A commit behind a failed
 * statement rolls back (PostgreSQL, COMMIT). A connection that fails in between is thrown away.
 */
export async function inTransaction<Result>(
  pool: Pool,
  work: (client: PoolClient) => Promise<TransactionWork<Result>>,
): Promise<Result> {
  const client = await pool.connect()
  let broken: Error | undefined
  try {
    const begun = client.query('begin')
    const [{ result, lastStatement }] = await Promise.all([work(client), begun])
    const committed = client.query('commit')
    await Promise.all([lastStatement, committed])
    return await result
  } catch (error) {
    broken = await client.query('rollback').then(
      () => undefined,
      (failure: Error) => failure,
    )
    throw error
  } finally {
    client.release(broken)
  }
}
