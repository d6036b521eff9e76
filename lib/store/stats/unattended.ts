import type { Pool } from 'pg'
import { defineStatement, execute } from '../db/statement.ts'
import type { DeliveryKey } from '../record/started-delivery.ts'

const statement = defineStatement<{ place: number }>({
  name: 'find-unattended',
  columns: { place: true },
  text: `
    select (k.place - 1)::int as place
    from unnest($1::uuid[], $2::int[], $3::int[]) with ordinality as k (message_id, ordinal, handler_id, place)
    cross join lateral (
      select run from delivery
      where message_id = k.message_id and ordinal = k.ordinal and handler_id = k.handler_id and run = 0
        and start_at is null
    ) d
    where not exists (
      select from action_item i
      where i.message_id = k.message_id and i.ordinal = k.ordinal and i.handler_id = k.handler_id
        and i.run = d.run)`,
})

/**
 * Finds the deliveries that nobody delayed on purpose: without a start date, a replay, a backfill or another
 * action.
 */
export async function unattended<Key extends Omit<DeliveryKey, 'run'>>(
  pool: Pool,
  keys: readonly Key[],
): Promise<Key[]> {
  if (keys.length === 0) return []
  const rows = await execute(pool, statement, [
    keys.map(({ messageId }) => messageId),
    keys.map(({ ordinal }) => ordinal),
    keys.map(({ handlerId }) => handlerId),
  ])
  return rows.map(({ place }) => keys[place] as Key)
}
