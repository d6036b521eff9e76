import type { Pool, PoolClient } from 'pg'

export interface TransactionWork<Result> {
  /** may depend on the last statement, which is awaited */
  readonly result: Result | Promise<Result>
  /** the last statement, already sent: the commit follows without waiting */
  readonly lastStatement: Promise<unknown>
}

/** Runs the work in a transaction. Drops the connection if a rollback fails. */
export function inTransaction<Result>(
  pool: Pool,
  work: (client: PoolClient) => Promise<Result>,
): Promise<Result> {
  return inPipelinedTransaction(pool, async (client) => ({
    result: await work(client),
    lastStatement: Promise.resolve(),
  }))
}

/**
 * Sends `commit` with the last statement, which saves a round trip. `begin` is sent with the first
 * statements. A commit after a failed statement rolls back (PostgreSQL, COMMIT).
 */
export async function inPipelinedTransaction<Result>(
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
