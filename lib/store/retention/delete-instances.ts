import type { Pool } from 'pg'
import { defineStatement, run } from '../db/statement.ts'
import { idBefore } from './id-before.ts'

const MAX_BATCH = 200

const statement = defineStatement({
  name: 'delete-instances',
  // One that has run for longer than that is still seen.
  text: `
    delete from instance where id in (
      select id from instance
      where id < ${idBefore('$1::bigint')}
        and last_seen_at < receiver_clock() - $1::bigint * interval '1 millisecond'
      order by id limit $2)
    returning id`,
})

/** @returns whether there may be more */
export async function deleteInstances(pool: Pool, ageMs: number): Promise<boolean> {
  return (await run(pool, statement, [ageMs, MAX_BATCH])).length === MAX_BATCH
}
