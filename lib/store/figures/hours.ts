import type { Pool } from 'pg'
import { query, sql } from '../queries/sql.ts'
import { hourRanges, MAX_OF_AN_HOUR } from './hour-ranges.ts'

/** What came in an hour, and what became of it so far. */
export interface HourFigures {
  readonly hour: Date
  readonly received: number
  /** deliveries of what was received */
  readonly completed: number
  readonly failed: number
  /** calls to the paths for events that were not accepted */
  readonly refused: number
}

/** The figures of the last hours, oldest first; ids hold the time, so that each count reads one range of a key. */
export async function readHours(
  pool: Pool,
  now: Date,
  hours: number,
  eventPaths: readonly string[],
): Promise<HourFigures[]> {
  const { starts, firsts, ends } = hourRanges(now, hours)
  const rows = await query<Omit<HourFigures, 'hour'>>(
    pool,
    sql`select
        (select count(*)::int from (
          select from message where id >= r.first and id < r.last limit ${MAX_OF_AN_HOUR}) m) as received,
        d.completed, d.failed,
        (select coalesce(sum(calls), 0)::int from refusal
          where id >= r.first and id < r.last and path = any(${eventPaths}::text[])) as refused
      from unnest(${firsts}::uuid[], ${ends}::uuid[]) with ordinality as r (first, last, place)
      cross join lateral (
        select count(*) filter (where state = 'completed')::int as completed,
          count(*) filter (where state = 'failed')::int as failed
        from (select state from delivery where message_id >= r.first and message_id < r.last
          limit ${MAX_OF_AN_HOUR}) d
      ) d
      order by r.place`,
  )
  return rows.map((row, index) => ({ hour: starts[index] as Date, ...row }))
}
