import type { Pool } from 'pg'
import { defineStatement, run } from '../db/statement.ts'

const statement = defineStatement<{ pages: number }>({
  name: 'count-pages',
  columns: { pages: true },
  text: `select (pg_relation_size($1::regclass) / current_setting('block_size')::int)::int as pages`,
})

/** How large a table is. */
export async function countPages(pool: Pool, table: string): Promise<number> {
  const [row] = await run(pool, statement, [table])
  return row?.pages ?? 0
}
