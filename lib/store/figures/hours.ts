import type { Pool } from 'pg'
import { firstIdAt } from '../queries/id-time.ts'
import { query, sql } from '../queries/sql.ts'

/** What came in an hour, and what became of it so far. */
export interface HourFigures {
  readonly hour: Date
  readonly received: number
  /** deliveries of what was received */
  readonly completed: number
  readonly failed: number
  readonly refused: number
}

const HOUR_MS = 3_600_000
/** Of one hour at most: what is more is shown as this. */
const MAX_OF_AN_HOUR = 50_000

/** The figures of the last hours, oldest first; ids hold the time, so that each count reads one range of a key. */
export async function readHours(pool: Pool, now: Date, hours: number): Promise<HourFigures[]> {
  const last = Math.floor(now.getTime() / HOUR_MS)
  const starts = Array.from({ length: hours }, (_, index) => (last - hours + 1 + index) * HOUR_MS)
  const firsts = starts.map((start) => firstIdAt(new Date(start)))
  const ends = starts.map((start) => firstIdAt(new Date(start + HOUR_MS)))
  const rows = await query<Omit<HourFigures, 'hour'>>(
    pool,
    sql`select
        (select count(*)::int from (
          select from message where id >= r.first and id < r.last limit ${MAX_OF_AN_HOUR}) m) as received,
        d.completed, d.failed,
        (select coalesce(sum(calls), 0)::int from refusal where id >= r.first and id < r.last) as refused
      from unnest(${firsts}::uuid[], ${ends}::uuid[]) with ordinality as r (first, last, place)
      cross join lateral (
        select count(*) filter (where state = 'completed')::int as completed,
          count(*) filter (where state = 'failed')::int as failed
        from (select state from delivery where message_id >= r.first and message_id < r.last
          limit ${MAX_OF_AN_HOUR}) d
      ) d
      order by r.place`,
  )
  return rows.map((row, index) => ({ hour: new Date(starts[index] as number), ...row }))
}
