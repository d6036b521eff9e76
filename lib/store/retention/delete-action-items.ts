import type { Pool } from 'pg'
import { defineStatement, run } from '../db/statement.ts'
import { idBefore } from './id-before.ts'

const MAX_BATCH = 1_000

const statement = defineStatement<{ messageId: string }>({
  name: 'delete-action-items',
  columns: { messageId: true },
  // The last message of a batch may have more items than the batch: all of them go.
  text: `
    with items as materialized (
      select message_id from action_item
      where message_id > $1::uuid and message_id < ${idBefore('$2::bigint')}
      order by message_id
      limit $3
    ), gone as materialized (
      select distinct message_id from items
      where not exists (select from message where message.id = items.message_id)
    ), deleted as (
      delete from action_item using gone where action_item.message_id = gone.message_id
    )
    select message_id as "messageId" from items order by message_id desc`,
})

/**
 * Walks on through items of old messages, and deletes those whose message is gone: retention may have
 * deleted it before the action came to it. The others go with their message.
 * @returns the last message that was looked at; null = there are no more
 */
export async function deleteActionItems(
  pool: Pool,
  after: string,
  ageMs: number,
): Promise<string | null> {
  const values = [after, ageMs, MAX_BATCH]
  const items = await run(pool, statement, values)
  return items.length < MAX_BATCH ? null : (items[0]?.messageId ?? null)
}
