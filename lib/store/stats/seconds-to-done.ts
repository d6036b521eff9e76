import type { Pool } from 'pg'
import { query } from '../db/query.ts'
import { raw, sql } from '../db/sql.ts'
import { firstIdAt, timeOfId } from '../queries/id-time.ts'
import { INTERNAL_HANDLERS } from '../record/internal-messages.ts'

/** Time from receipt to completion. */
export interface SecondsToDone {
  readonly p50: number
  readonly p95: number
  readonly deliveries: number
}

/** Number of latest deliveries to read. */
const LATEST = 2_000
const DAY_MS = 24 * 3_600_000

/**
 * The time from receipt to completion of the latest deliveries of the last 24 hours. Leaves out scheduled
 * deliveries and those of actions, such as replays and backfills. null = none.
 */
export async function readSecondsToDone(pool: Pool, now: Date): Promise<SecondsToDone | null> {
  const first = firstIdAt(new Date(now.getTime() - DAY_MS))
  const rows = await query<{ id: string; settledAt: Date }>(
    pool,
    sql`select d.message_id as id, d.settled_at as "settledAt"
      from (
        select message_id, ordinal, handler_id, run, state, settled_at, start_at from delivery
        where message_id >= ${first}::uuid
        order by message_id desc, ordinal desc limit ${LATEST}) d
      where d.state = 'completed' and d.run = 0 and d.handler_id <> all(${raw(INTERNAL_HANDLERS)})
        and d.start_at is null
        and not exists (
          select from action_item i where i.message_id = d.message_id and i.ordinal = d.ordinal
            and i.handler_id = d.handler_id and i.run = d.run)`,
  )
  const seconds = rows
    .map(({ id, settledAt }) => Math.max(0, settledAt.getTime() - timeOfId(id).getTime()) / 1_000)
    .sort((a, b) => a - b)
  if (seconds.length === 0) return null
  const at = (share: number) =>
    seconds[Math.min(seconds.length - 1, Math.floor(seconds.length * share))] as number
  return { p50: at(0.5), p95: at(0.95), deliveries: seconds.length }
}
