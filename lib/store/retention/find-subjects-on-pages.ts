import type { Pool } from 'pg'
import { defineStatement, run } from '../statements/statement.ts'

const statement = defineStatement({
  name: 'find-subjects-on-pages',
  text: 'select id from subject where ctid >= $1::tid and ctid < $2::tid',
})

export async function findSubjectsOnPages(pool: Pool, from: string, to: string): Promise<string[]> {
  const rows = await run<{ id: string }>(pool, statement, [from, to])
  return rows.map(({ id }) => id)
}
