import type { Pool } from 'pg'
import { defineStatement, run } from '../db/statement.ts'

const statement = defineStatement<{ id: string }>({
  name: 'find-subjects-on-pages',
  columns: { id: true },
  text: 'select id from subject where ctid >= $1::tid and ctid < $2::tid',
})

export async function findSubjectsOnPages(pool: Pool, from: string, to: string): Promise<string[]> {
  const rows = await run(pool, statement, [from, to])
  return rows.map(({ id }) => id)
}
