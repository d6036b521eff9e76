import type { Pool } from 'pg'
import { defineStatement, run } from '../db/statement.ts'
import { idBefore } from './id-before.ts'

const MAX_BATCH = 200

const statement = defineStatement<{ id: string }>({
  name: 'delete-reveals',
  columns: { id: true },
  text: `
    with walked as materialized (
      select id, detail->>'messageId' as message_id from action
      where kind = 'reveal' and id > $1::uuid and id < ${idBefore('$2::bigint')}
      order by id
      limit $3
    ), old as (
      select id from walked
      where not exists (select from message m where m.id = walked.message_id::uuid)
    ), subjects as (
      delete from action_subject using old where action_subject.action_id = old.id
    ), deleted as (
      delete from action using old where action.id = old.id
    )
    select id from walked order by id desc`,
})

/**
 * Walks on through old records of reveals, and deletes those whose message is gone.
 * @returns the last one that was looked at; null = there are no more
 */
export async function deleteReveals(
  pool: Pool,
  after: string,
  ageMs: number,
): Promise<string | null> {
  const walked = await run(pool, statement, [after, ageMs, MAX_BATCH])
  return walked.length < MAX_BATCH ? null : (walked[0]?.id ?? null)
}
