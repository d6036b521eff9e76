import type { Pool, PoolClient } from 'pg'

export interface TransactionWork<Result> {
  /** may depend on the last statement, which is awaited */
  readonly result: Result | Promise<Result>
  /** the last statement, already sent: the commit follows without waiting */
  readonly lastStatement: Promise<unknown>
}

/**
 * Runs the work in a transaction. The connections pipeline: `begin` is sent with the first statements and
 * `commit` with the last one, which saves two round trips. A commit after a failed statement rolls back
 * (PostgreSQL, COMMIT). Drops the connection if the rollback fails.
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

/**
 * Awaits two queries of one connection. Rejects after both have ended, with the first error: a later one
 * only reports the aborted transaction.
 */
export async function both<A, B>(first: Promise<A>, second: Promise<B>): Promise<[A, B]> {
  const result = Promise.all([first, second])
  await Promise.allSettled([first, second, result])
  return result
}
