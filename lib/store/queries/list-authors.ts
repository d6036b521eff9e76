import type { Pool } from 'pg'
import { query } from '../db/query.ts'
import { raw, sql } from '../db/sql.ts'
import { type ActionAuthor, authorOf } from './action-author.ts'

const MAX_AUTHORS = 200

export interface Author {
  /** digest, so that addresses name nobody */
  readonly id: string
  readonly by: ActionAuthor
}

/** Users and clients with actions. Jumps from author to author in the index. */
export async function listAuthors(
  pool: Pool,
): Promise<{ readonly items: readonly Author[]; readonly complete: boolean }> {
  const rows = await query<Author>(
    pool,
    sql`with recursive known as (
        (select author, id from action order by author desc, id desc limit 1)
        union all
        select n.author, n.id from known cross join lateral (
          select author, id from action where author < known.author
          order by author desc, id desc limit 1) n
      )
      select a.author as id, ${raw(authorOf('a'))} as by
      from (select id from known limit ${MAX_AUTHORS + 1}) k join action a on a.id = k.id
      order by a.person nulls first, a.client_id`,
  )
  return { items: rows.slice(0, MAX_AUTHORS), complete: rows.length <= MAX_AUTHORS }
}
