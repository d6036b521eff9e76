import type { Pool } from 'pg'
import { newId } from '../../new-id.ts'
import { defineStatement, execute } from '../db/statement.ts'
import type { AlertChanges } from './decide-alerts.ts'

const statement = defineStatement({
  name: 'change-alerts',
  // The unique index of open alerts prevents a second row from another instance. Retention deletes
  // ended alerts.
  text: `
    with opened as (
      insert into alert (id, kind, about, handler, code, count, opened_at, due_at)
      select id, kind, about, handler, code, count, receiver_clock(), case when $5 then receiver_clock() end
      from jsonb_to_recordset($1::jsonb) as o (id uuid, kind text, about text, handler text, code text, count int)
      on conflict (kind, about) where ended_at is null do nothing
    ), seen as (
      update alert set count = greatest(alert.count, s.count), absent_since = null, ended_at = null
      from jsonb_to_recordset($2::jsonb) as s (id uuid, count int)
      where alert.id = s.id
    ), over as (
      update alert set absent_since = receiver_clock() where id = any($3::uuid[]) and ended_at is null
    )
    update alert set ended_at = receiver_clock(),
      due_at = case when $5 and (notified_at is not null or due_at is not null)
        then coalesce(due_at, receiver_clock()) end
    where id = any($4::uuid[]) and ended_at is null`,
})

/** @param tell whether to send notices */
export async function changeAlerts(
  pool: Pool,
  { opened, seen, over, ended }: AlertChanges,
  tell: boolean,
): Promise<void> {
  await execute(pool, statement, [
    JSON.stringify(opened.map((condition) => ({ id: newId(), ...condition }))),
    JSON.stringify(seen),
    over,
    ended.map(({ id }) => id),
    tell,
  ])
}

const noticeSent = defineStatement({
  name: 'record-notice',
  // If the alert ended meanwhile, its end is due next.
  text: `
    update alert set failed_notices = 0, notified_at = coalesce(notified_at, receiver_clock()),
      end_notified_at = case when $2 then receiver_clock() end,
      due_at = case when not $2 and ended_at is not null then receiver_clock() end
    where id = $1`,
})

export async function recordNotice(
  pool: Pool,
  id: string,
  phase: 'opened' | 'ended',
): Promise<void> {
  await execute(pool, noticeSent, [id, phase === 'ended'])
}

const postponed = defineStatement({
  name: 'postpone-notice',
  text: `
    update alert set failed_notices = failed_notices + 1, due_at = receiver_clock() + $2::int * interval '1 millisecond'
    where id = $1`,
})

/** Schedules a retry of a failed notice. */
export async function postponeNotice(pool: Pool, id: string, pauseMs: number): Promise<void> {
  await execute(pool, postponed, [id, pauseMs])
}
