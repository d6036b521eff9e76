import type { Pool } from 'pg'
import { query } from '../db/query.ts'
import { sql } from '../db/sql.ts'

const MAX_COMPANIES = 100

/**
 * The companies of events by name; `complete` = includes all. Skips from one to the next in the key of
 * subjects, without reading all subjects.
 */
export async function listCompanies(
  pool: Pool,
): Promise<{ companies: string[]; complete: boolean }> {
  const rows = await query<{ company: string }>(
    pool,
    sql`with recursive known (company) as (
        (select company from subject where company > '' order by company limit 1)
        union all
        select (select company from subject where company > known.company order by company limit 1)
        from known where known.company is not null
      )
      select company from known where company is not null limit ${MAX_COMPANIES + 1}`,
  )
  const companies = rows.map(({ company }) => company)
  return { companies: companies.slice(0, MAX_COMPANIES), complete: rows.length <= MAX_COMPANIES }
}
