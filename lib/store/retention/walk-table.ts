import type { Pool } from 'pg'
import { defineStatement, execute } from '../db/statement.ts'
import type { RetentionPlace, WalkedTable } from './retention-place.ts'

const PAGES_A_BATCH = 20
/** Every pass walks a small table completely. */
const MIN_PAGES_A_PASS = 100
/** A page holds about 80 rows: the walk reads ten rows for each deleted message. */
const PAGES_A_MESSAGE = 10 / 80

const countPages = defineStatement<{ pages: number }>({
  name: 'count-pages',
  columns: { pages: true },
  text: `select (pg_relation_size($1::regclass) / current_setting('block_size')::int)::int as pages`,
})

/**
 * Walks some pages of a table that has no index by message: every recording would pay for one.
 * The share of a pass follows the number of deleted messages. A round takes about a tenth of the
 * retention time.
 * @param work gets the first place and the place behind the last one
 * @returns the next place; `pagesLeft` is 0 when the share of this pass is done
 */
export async function walkTable(
  pool: Pool,
  table: WalkedTable,
  place: RetentionPlace,
  work: (from: string, to: string) => Promise<void>,
): Promise<RetentionPlace> {
  const [{ pages } = { pages: 0 }] = await execute(pool, countPages, [table])
  const share = MIN_PAGES_A_PASS + Math.ceil(place.deleted * PAGES_A_MESSAGE)
  const left = Math.min(pages, place.pagesLeft ?? share)
  const from = place.page[table] < pages ? place.page[table] : 0
  const to = Math.min(pages, from + Math.min(left, PAGES_A_BATCH))
  if (to > from) await work(`(${from},0)`, `(${to},0)`)
  return {
    ...place,
    pagesLeft: left - (to - from),
    page: { ...place.page, [table]: to },
  }
}
