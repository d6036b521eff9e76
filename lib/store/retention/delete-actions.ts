import type { Pool } from 'pg'
import { defineStatement, run } from '../db/statement.ts'
import { idBefore } from './id-before.ts'

const MAX_BATCH = 200

const statement = defineStatement<{ id: string }>({
  name: 'delete-actions',
  columns: { id: true },
  // Items and repairs go with their messages: as long as one is there, the action says who did it.
  text: `
    with walked as materialized (
      select id, due_at, finished_at from action
      where kind <> 'reveal' and id > $1::uuid and id < ${idBefore('$2::bigint')}
      order by id
      limit $3
    ), deleted as (
      delete from action using walked
      where action.id = walked.id and walked.due_at is null
        and walked.finished_at < receiver_clock() - $2::bigint * interval '1 millisecond'
        and not exists (select from action_item where action_item.action_id = walked.id)
        and not exists (select from original_body where original_body.action_id = walked.id)
    )
    select id from walked order by id desc`,
})

/**
 * Walks on through old actions but reveals, and deletes those that have ended and of which no item is left.
 * @returns the last one that was looked at; null = there are no more
 */
export async function deleteActions(
  pool: Pool,
  after: string,
  ageMs: number,
): Promise<string | null> {
  const walked = await run(pool, statement, [after, ageMs, MAX_BATCH])
  return walked.length < MAX_BATCH ? null : (walked[0]?.id ?? null)
}
