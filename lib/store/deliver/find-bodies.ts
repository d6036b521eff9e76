import type { Pool } from 'pg'
import { places } from '../../encryption/places.ts'
import { INSTALLATION_KEY } from '../../encryption/vault.ts'
import type { StoredBody } from '../../events/stored-body.ts'
import { listColumns } from '../db/list-columns.ts'
import { keyOfContent, openBodies } from '../db/open-bodies.ts'
import { openValues, type StoredValue } from '../db/sealed-values.ts'
import { defineStatement, execute } from '../db/statement.ts'
import type { StartedWithoutEvent } from '../record/started-delivery.ts'

export interface FoundBody extends Omit<StoredBody, 'contentEncoding'> {
  readonly id: string
  /** ordinals of events that may be duplicates; null = none */
  readonly mayBeRepeat: readonly number[] | null
  /** the keys of its events, by ordinal, or the one key of all; null = not encrypted */
  readonly keyIds: KeyIds
}

export type KeyIds = string | readonly string[] | null

type Row = Omit<FoundBody, 'forgotten' | 'events' | 'keyIds'> & { readonly keyId: string | null }

const statement = defineStatement<Row>({
  name: 'find-bodies',
  columns: {
    id: true,
    keyId: true,
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
    select m.id, m.key_id as "keyId", m.body, m.content_type as "contentType", m.type_hint as "typeHint", m.hints,
      (select array_agg(ordinal) from event where message_id = m.id and may_be_repeat)
        as "mayBeRepeat"
    from wanted join message m using (id) where wanted.place = 1 or wanted.bytes <= $2
    order by m.id`,
})

/** Most bytes of bodies per read. */
const MAX_READ_BYTES = 8 * 1024 * 1024

/** The bodies of the first messages by id: at least one, at most MAX_READ_BYTES. None = all are deleted. */
export async function findBodies(pool: Pool, ids: readonly string[]): Promise<FoundBody[]> {
  const rows = await execute(pool, statement, [ids, MAX_READ_BYTES])
  const opened = await openBodies(pool, rows)
  const several = rows.filter(({ keyId }) => keyId === INSTALLATION_KEY).map(({ id }) => id)
  const keyIds = several.length === 0 ? new Map() : await keysOfEvents(pool, several)
  return opened.map((row, index) => ({
    ...row,
    keyIds: keyIds.get(row.id) ?? rows[index]?.keyId ?? null,
  }))
}

const findKeys = defineStatement<{ messageId: string; keyIds: string[] }>({
  name: 'find-keys-of-events',
  columns: { messageId: true, keyIds: true },
  text: `
    select message_id as "messageId", array_agg(${keyOfContent('event')} order by ordinal) as "keyIds"
    from event where message_id = any($1::uuid[]) and content is not null
    group by message_id`,
})

/** The keys of the events of messages with several persons, by ordinal. */
async function keysOfEvents(
  pool: Pool,
  messageIds: readonly string[],
): Promise<Map<string, readonly string[]>> {
  const rows = await execute(pool, findKeys, [messageIds])
  return new Map(rows.map((row) => [row.messageId, row.keyIds]))
}

const edits = listColumns<StartedWithoutEvent>({
  types: { messageId: 'uuid', ordinal: 'int', handlerId: 'int', run: 'int', edit: 'int' },
})

const findEdited = defineStatement<StoredValue & { place_in_list: number }>({
  name: 'find-edited-events',
  columns: { place_in_list: true, keyId: true, bytes: true, place: true },
  text: `
    select k.place::int as place_in_list, e.key_id as "keyId", e.body as bytes,
      ${places.editedEvent.sql('e')} || ':body' as place
    from ${edits.from(1, 'k')}
    join lateral (
      select * from edited_event e
      where e.message_id = k.message_id and e.ordinal = k.ordinal and e.handler_id = k.handler_id
        and e.run <= k.run and e.edit = k.edit
      order by e.run desc limit 1
    ) e on true`,
})

/** Operators' edits of the events of deliveries, by index; null = forgotten. A re-run takes the edit of its original. */
export async function findEditedEvents(
  pool: Pool,
  deliveries: readonly StartedWithoutEvent[],
): Promise<Map<number, Buffer | null>> {
  const rows = await execute(pool, findEdited, edits.values(deliveries))
  const opened = await openValues(pool, rows)
  return new Map(rows.map((row, index) => [row.place_in_list - 1, opened[index] ?? null]))
}
