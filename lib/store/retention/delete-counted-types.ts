import type { Pool } from 'pg'
import { defineStatement, run } from '../db/statement.ts'

const statement = defineStatement({
  name: 'delete-counted-types',
  // The alert looks back a day, and a type that is not there counts as never seen.
  text: `delete from counted_type where seen_at < receiver_clock() - interval '7 days'`,
})

/** Types that did not come for long: senders may name any number of them. */
export async function deleteCountedTypes(pool: Pool): Promise<void> {
  await run(pool, statement, [])
}
