import type { Pool } from 'pg'
import type { StartedWithoutEvent } from '../started-delivery.ts'
import { defineStatement, run } from './statement.ts'

const statement = defineStatement({
  name: 'find-edited-events',
  text: `
    select k.place::int, e.body
    from unnest($1::uuid[], $2::int[], $3::int[], $4::int[], $5::int[]) with ordinality
      as k (message_id, ordinal, handler_id, run, edit, place)
    join lateral (
      select body from edited_event e
      where e.message_id = k.message_id and e.ordinal = k.ordinal and e.handler_id = k.handler_id
        and e.run <= k.run and e.edit = k.edit
      order by e.run desc limit 1
    ) e on true`,
})

/** The operator's forms of the events of deliveries, by place in the list. A re-run has that of its original. */
export async function findEditedEvents(
  pool: Pool,
  deliveries: readonly StartedWithoutEvent[],
): Promise<Map<number, Buffer>> {
  const rows = await run<{ place: number; body: Buffer }>(pool, statement, [
    deliveries.map(({ messageId }) => messageId),
    deliveries.map(({ ordinal }) => ordinal),
    deliveries.map(({ handlerId }) => handlerId),
    deliveries.map((delivery) => delivery.run),
    deliveries.map(({ edit }) => edit),
  ])
  return new Map(rows.map(({ place, body }) => [place - 1, body]))
}
