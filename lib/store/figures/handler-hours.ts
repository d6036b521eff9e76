import type { Pool } from 'pg'
import { findHandlerId } from '../queries/find-handler-id.ts'
import { query, sql } from '../queries/sql.ts'
import { hourRanges, MAX_OF_AN_HOUR } from './hour-ranges.ts'

/** What came for a handler in an hour, and what became of it so far. */
export interface HandlerHour {
  readonly hour: Date
  readonly completed: number
  readonly failed: number
  /** not done yet, skipped or cancelled */
  readonly others: number
}

/** The figures of one handler's last hours, oldest first; null = there is no such handler. */
export async function readHandlerHours(
  pool: Pool,
  handler: string,
  now: Date,
  hours: number,
): Promise<HandlerHour[] | null> {
  const handlerId = await findHandlerId(pool, handler)
  if (handlerId === null) return null
  const { starts, firsts, ends } = hourRanges(now, hours)
  const rows = await query<Omit<HandlerHour, 'hour'>>(
    pool,
    sql`select d.completed, d.failed, d.count - d.completed - d.failed as others
      from unnest(${firsts}::uuid[], ${ends}::uuid[]) with ordinality as r (first, last, place)
      cross join lateral (
        select count(*)::int as count, count(*) filter (where state = 'completed')::int as completed,
          count(*) filter (where state = 'failed')::int as failed
        from (select state from delivery
          where message_id >= r.first and message_id < r.last and handler_id = ${handlerId}
          limit ${MAX_OF_AN_HOUR}) d
      ) d
      order by r.place`,
  )
  return rows.map((row, index) => ({ hour: starts[index] as Date, ...row }))
}
