import type { Pool } from 'pg'
import type { StoredBody } from '../../events/stored-body.ts'
import { listColumns } from '../db/list-columns.ts'
import { defineStatement, run } from '../db/statement.ts'
import type { StartedWithoutEvent } from '../record/started-delivery.ts'

export interface FoundBody extends Omit<StoredBody, 'contentEncoding'> {
  readonly id: string
  /** ordinals of events that may be repeats; null = none */
  readonly mayBeRepeat: readonly number[] | null
}

const statement = defineStatement<FoundBody>({
  name: 'find-bodies',
  columns: {
    id: true,
    mayBeRepeat: true,
    body: true,
    contentType: true,
    typeHint: true,
    hints: true,
  },
  // Does not read the bodies for their sum: PostgreSQL stores their length.
  text: `
    with wanted as (
      select id, row_number() over by_id as place, sum(octet_length(body)) over by_id as bytes
      from message where id = any($1::uuid[]) window by_id as (order by id)
    )
    select m.id, m.body, m.content_type as "contentType", m.type_hint as "typeHint", m.hints,
      (select array_agg(ordinal) from event where message_id = m.id and may_be_repeat)
        as "mayBeRepeat"
    from wanted join message m using (id) where wanted.place = 1 or wanted.bytes <= $2
    order by m.id`,
})

/**
 * The bodies of the first messages by id, up to `maxBytes` but at least one. None = all are deleted.
 */
export function findBodies(
  pool: Pool,
  ids: readonly string[],
  maxBytes: number,
): Promise<FoundBody[]> {
  return run(pool, statement, [ids, maxBytes])
}

const edits = listColumns<StartedWithoutEvent>({
  types: { messageId: 'uuid', ordinal: 'int', handlerId: 'int', run: 'int', edit: 'int' },
})

const findEdited = defineStatement<{ place: number; body: Buffer }>({
  name: 'find-edited-events',
  columns: { place: true, body: true },
  text: `
    select k.place::int, e.body
    from ${edits.from(1, 'k')}
    join lateral (
      select body from edited_event e
      where e.message_id = k.message_id and e.ordinal = k.ordinal and e.handler_id = k.handler_id
        and e.run <= k.run and e.edit = k.edit
      order by e.run desc limit 1
    ) e on true`,
})

/** Operators' edits of the events of deliveries, by index. A re-run takes the edit of its original. */
export async function findEditedEvents(
  pool: Pool,
  deliveries: readonly StartedWithoutEvent[],
): Promise<Map<number, Buffer>> {
  const rows = await run(pool, findEdited, edits.values(deliveries))
  return new Map(rows.map(({ place, body }) => [place - 1, body]))
}
