import type { Pool } from 'pg'
import { query } from '../db/query.ts'
import { sql } from '../db/sql.ts'
import { findHandlerId } from '../queries/find-handler-id.ts'
import { hourRanges, MAX_OF_AN_HOUR } from './hour-ranges.ts'
import { countsOfStates } from './hours.ts'

/** A handler's deliveries of one hour by current state. */
export interface HandlerHour {
  readonly hour: Date
  readonly completed: number
  readonly failed: number
  /** not settled yet */
  readonly waiting: number
  /** skipped or cancelled */
  readonly skipped: number
  /** counts may be higher */
  readonly atLeast: boolean
}

/** One handler's last hours, oldest first; null = no such handler. */
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
    sql`select d.completed, d.failed, d.waiting, d.skipped, d.full as "atLeast"
      from unnest(${firsts}::uuid[], ${ends}::uuid[]) with ordinality as r (first, last, place)
      cross join lateral (
        select ${countsOfStates(MAX_OF_AN_HOUR)}
        -- Limits the rows read, including those of other handlers.
        from (select case when handler_id = ${handlerId} then state end as state from delivery
          where message_id >= r.first and message_id < r.last limit ${MAX_OF_AN_HOUR}) d
      ) d
      order by r.place`,
  )
  return rows.map((row, index) => ({ hour: starts[index] as Date, ...row }))
}
