import type { Pool } from 'pg'
import { defineStatement, execute, type Queryable } from '../db/statement.ts'

const finish = defineStatement({
  name: 'finish-forgetting',
  text: `
    with ended as (
      update action set state = 'finished', finished_at = receiver_clock(), due_at = null, leased_by = null
      where id = $1 and leased_by = $2::uuid
      returning id
    )
    insert into erasure_report (action_id, signed_at, kept_until, report)
    select id, receiver_clock(), $4, $3 from ended
    on conflict (action_id) do nothing`,
})

/** Ends an erasure with its report. */
export async function finishForgetting(
  client: Queryable,
  id: string,
  instanceId: string,
  report: string,
  keptUntil: Date,
): Promise<void> {
  await execute(client, finish, [id, instanceId, report, keptUntil])
}

const find = defineStatement<{ report: string }>({
  name: 'find-erasure-report',
  columns: { report: true },
  text: 'select report from erasure_report where action_id = $1::uuid',
})

/** The signed report of an erasure; null = it has not ended, or the report was deleted. */
export async function findErasureReport(pool: Pool, actionId: string): Promise<string | null> {
  const [row] = await execute(pool, find, [actionId])
  return row?.report ?? null
}
