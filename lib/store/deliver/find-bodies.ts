import type { Pool } from 'pg'
import type { StoredBody } from '../../events/stored-body.ts'
import { defineStatement, run } from '../db/statement.ts'

export interface FoundBody extends Omit<StoredBody, 'contentEncoding'> {
  readonly id: string
  /** places of events that may be repeats; null = none */
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
  // The length of a body is known without reading it.
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
 * The bodies of the first of these messages, by their ids: as many as have this many bytes, at least
 * one. None = they are all gone.
 */
export function findBodies(
  pool: Pool,
  ids: readonly string[],
  maxBytes: number,
): Promise<FoundBody[]> {
  return run(pool, statement, [ids, maxBytes])
}
