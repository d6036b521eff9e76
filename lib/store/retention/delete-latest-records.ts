import type { Pool } from 'pg'
import { defineStatement, run } from '../db/statement.ts'

const MAX_BATCH = 1_000
/** Longer than any window in which a repeat is recognised. */
const UNNEEDED_AFTER = `interval '2 hours'`

const statement = defineStatement({
  name: 'delete-latest-records',
  text: `
    delete from latest_record where id in (
      select id from latest_record where received_at < receiver_clock() - ${UNNEEDED_AFTER}
      order by received_at limit $1 for update skip locked)
    returning id`,
})

/** @returns whether there may be more */
export async function deleteLatestRecords(pool: Pool): Promise<boolean> {
  return (await run(pool, statement, [MAX_BATCH])).length === MAX_BATCH
}
