import type { Pool } from 'pg'
import { countPages } from './count-pages.ts'
import type { RetentionPlace, WalkedTable } from './retention-place.ts'

const PAGES_A_BATCH = 20
/** A small table is walked in every pass. */
const MIN_PAGES_A_PASS = 100
/** About 80 rows stand on a page: ten rows are looked at for each message that was deleted. */
const PAGES_A_MESSAGE = 10 / 80

/**
 * Looks at some more pages of a table whose rows cannot be found by their message: an index for that
 * would be paid by every recording. How much of it is walked follows what is deleted, and rows are read in
 * the order in which they lie. A round takes about a tenth of the retention time.
 * @param work gets the places from which and up to which it looks
 * @returns the place behind it; `pagesLeft` is 0 when this pass has done its share
 */
export async function walkTable(
  pool: Pool,
  table: WalkedTable,
  place: RetentionPlace,
  work: (from: string, to: string) => Promise<void>,
): Promise<RetentionPlace> {
  const pages = await countPages(pool, table)
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
