import type { Pool } from 'pg'
import { query } from '../db/query.ts'
import { raw, type Sql, sql } from '../db/sql.ts'
import { type Count, MAX_COUNT } from './page.ts'

/** Counts the matching rows of a table, such as `action a`, up to the limit of a count. */
export async function countMatching(pool: Pool, table: string, where: Sql): Promise<Count> {
  const [row] = await query<{ count: number }>(
    pool,
    sql`select count(*)::int as count from (
      select from ${raw(table)} where ${where} limit ${MAX_COUNT + 1}) x`,
  )
  const count = row?.count ?? 0
  return { count: Math.min(count, MAX_COUNT), atLeast: count > MAX_COUNT }
}
