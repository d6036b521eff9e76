import type { Pool } from 'pg'
import { defineStatement, run } from '../db/statement.ts'

const MAX_BATCH = 1_000

const statement = defineStatement({
  name: 'delete-alerts',
  // Also one that is still to be told: perhaps no webhook is configured any more.
  text: `
    delete from alert where id in (
      select id from alert
      where ended_at < receiver_clock() - $1::bigint * interval '1 millisecond'
      order by ended_at limit $2)
    returning id`,
})

/** @returns whether there may be more */
export async function deleteAlerts(pool: Pool, ageMs: number): Promise<boolean> {
  return (await run(pool, statement, [ageMs, MAX_BATCH])).length === MAX_BATCH
}
