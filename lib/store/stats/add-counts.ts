import type { Pool } from 'pg'
import { defineStatement, execute } from '../db/statement.ts'
import { SPAN_SECONDS } from './stats-spans.ts'

/** Counts of some seconds. */
export interface StatsCounts {
  /** 0 = the installation */
  readonly handlerId: number
  readonly received?: number
  readonly refused?: number
  readonly attempts?: number
  readonly failedAttempts?: number
  readonly completed?: number
  readonly failed?: number
  /** deliveries that wait now */
  readonly waiting?: number
  readonly oldestSeconds?: number
  readonly lastRunAt?: Date | null
  readonly runTimes?: readonly number[]
  readonly doneTimes?: readonly number[]
}

/** The row of the installation. */
export const INSTALLATION = 0

const added = (column: string) =>
  `${column} = array(
        select coalesce(a, 0) + coalesce(b, 0) from unnest(s.${column}, excluded.${column}) as t (a, b))`

const statement = defineStatement({
  name: 'add-stats',
  // All processes add in the same order, so none waits for another in a circle.
  text: `
    insert into stats_span as s (starts_at, last_run_at, handler_id, seconds, received, refused, attempts,
      failed_attempts, completed, failed, waiting, oldest_seconds, run_times, done_times)
    select to_timestamp(floor(extract(epoch from coalesce($2::timestamptz, receiver_clock())) / seconds) * seconds),
      "lastRunAt", "handlerId", seconds, coalesce(received, 0), coalesce(refused, 0), coalesce(attempts, 0),
      coalesce("failedAttempts", 0), coalesce(completed, 0), coalesce(failed, 0), waiting, "oldestSeconds",
      coalesce("runTimes", '{}'), coalesce("doneTimes", '{}')
    from jsonb_to_recordset($1::jsonb) as c ("handlerId" int, received int, refused int, attempts int,
        "failedAttempts" int, completed int, failed int, waiting int, "oldestSeconds" int,
        "lastRunAt" timestamptz, "runTimes" int[], "doneTimes" int[])
      cross join unnest($3::int[]) as seconds
    order by "handlerId", seconds
    on conflict (handler_id, seconds, starts_at) do update set
      last_run_at = greatest(s.last_run_at, excluded.last_run_at),
      received = s.received + excluded.received, refused = s.refused + excluded.refused,
      attempts = s.attempts + excluded.attempts,
      failed_attempts = s.failed_attempts + excluded.failed_attempts,
      completed = s.completed + excluded.completed, failed = s.failed + excluded.failed,
      waiting = greatest(s.waiting, excluded.waiting),
      oldest_seconds = greatest(s.oldest_seconds, excluded.oldest_seconds),
      ${added('run_times')}, ${added('done_times')}`,
})

/** Adds counts to the spans of a time. @param at null = now, by the database's clock */
export async function addCounts(
  pool: Pool,
  counts: readonly StatsCounts[],
  at: Date | null = null,
): Promise<void> {
  if (counts.length === 0) return
  await execute(pool, statement, [JSON.stringify(counts), at, SPAN_SECONDS])
}
