import type { Pool } from 'pg'
import { defineStatement, execute } from '../db/statement.ts'
import { firstIdAt } from '../queries/id-time.ts'

/** Counts of the messages and events received in a period. */
interface Received {
  /** messages of senders */
  readonly received: number
  /** refused calls to event paths */
  readonly refused: number
}

const statement = defineStatement<Received>({
  name: 'count-received',
  columns: { received: true, refused: true },
  // Ids contain the time, so each count reads one key range.
  text: `
    select (select count(*) from message where id >= $1::uuid and id < $2::uuid)::int
        - (select count(*) from message where id >= $1::uuid and id < $2::uuid and discarded = 'internal')::int
        as received,
      (select coalesce(sum(calls), 0) from refusal
        where id >= $1::uuid and id < $2::uuid and path = any($3::text[]))::int as refused`,
})

export async function countReceived(
  pool: Pool,
  from: Date,
  to: Date,
  eventPaths: readonly string[],
): Promise<Received> {
  const [row] = await execute(pool, statement, [firstIdAt(from), firstIdAt(to), eventPaths])
  return row as Received
}
