import type { Pool } from 'pg'
import { listColumns } from '../db/list-columns.ts'
import { defineStatement, run } from '../db/statement.ts'
import type { StartedWithoutEvent } from '../record/started-delivery.ts'

const columns = listColumns<StartedWithoutEvent>({
  types: { messageId: 'uuid', ordinal: 'int', handlerId: 'int', run: 'int', edit: 'int' },
})

const statement = defineStatement<{ place: number; body: Buffer }>({
  name: 'find-edited-events',
  columns: { place: true, body: true },
  text: `
    select k.place::int, e.body
    from ${columns.from(1, 'k')}
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
  const rows = await run(pool, statement, columns.values(deliveries))
  return new Map(rows.map(({ place, body }) => [place - 1, body]))
}
