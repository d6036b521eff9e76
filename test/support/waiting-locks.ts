import type pg from 'pg'

/** Locks that sessions of this database wait for. Other test files use the same server. */
export async function waitingLocks(
  db: Pick<pg.ClientBase, 'query'> | Pick<pg.Pool, 'query'>,
  where: string,
  values: readonly unknown[] = [],
): Promise<number> {
  const { rows } = await (db as Pick<pg.Pool, 'query'>).query<{ waiting: number }>(
    `select count(*)::int as waiting from pg_locks join pg_stat_activity using (pid)
     where not granted and datname = current_database() and ${where}`,
    [...values],
  )
  return rows[0]?.waiting ?? 0
}
