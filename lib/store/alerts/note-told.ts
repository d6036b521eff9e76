import type { Pool } from 'pg'
import { defineStatement, run } from '../db/statement.ts'

const told = defineStatement({
  name: 'note-told',
  // If the alert ended meanwhile, its end is due next.
  text: `
    update alert set failed_notices = 0, notified_at = coalesce(notified_at, receiver_clock()),
      end_notified_at = case when $2 then receiver_clock() end,
      due_at = case when not $2 and ended_at is not null then receiver_clock() end
    where id = $1`,
})

export async function noteTold(pool: Pool, id: string, phase: 'opened' | 'ended'): Promise<void> {
  await run(pool, told, [id, phase === 'ended'])
}

const postponed = defineStatement({
  name: 'postpone-notice',
  text: `
    update alert set failed_notices = failed_notices + 1, due_at = receiver_clock() + $2::int * interval '1 millisecond'
    where id = $1`,
})

/** Schedules a retry of a failed notice. */
export async function postponeNotice(pool: Pool, id: string, pauseMs: number): Promise<void> {
  await run(pool, postponed, [id, pauseMs])
}
