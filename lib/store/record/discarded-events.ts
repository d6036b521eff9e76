import type { ClientBase } from 'pg'
import { listColumns } from '../db/list-columns.ts'
import { defineStatement, execute } from '../db/statement.ts'
import { lockMessages } from './lock-messages.ts'

export interface EventPlace {
  readonly messageId: string
  readonly ordinal: number
}

const lock = defineStatement<EventPlace>({
  name: 'lock-discarded-events',
  columns: { messageId: true, ordinal: true },
  text: `
    select message_id as "messageId", ordinal from event
    where message_id = any($1::uuid[]) and discarded = 'other_sender' and handed_over is null
    order by message_id, ordinal for update`,
})

/** Locks the events that were discarded because another sender counts and that were not handed over, until the commit. */
export function lockDiscardedEvents(
  client: ClientBase,
  messageIds: readonly string[],
): Promise<EventPlace[]> {
  return execute(client, lock, [messageIds])
}

export interface HandedOverEvent extends EventPlace {
  /** the first occurrence of the same event; null = new */
  readonly duplicateOf: EventPlace | null
  readonly otherContent: boolean
  readonly mayBeRepeat: boolean
  readonly noHandler: boolean
}

const columns = listColumns<HandedOverEvent>({
  types: {
    messageId: 'uuid',
    ordinal: 'int',
    otherContent: 'bool',
    mayBeRepeat: 'bool',
    noHandler: 'bool',
  },
  computed: {
    duplicate_of: ['uuid', ({ duplicateOf }) => duplicateOf?.messageId ?? null],
    duplicate_of_ordinal: ['int', ({ duplicateOf }) => duplicateOf?.ordinal ?? null],
  },
})

const noteEvents = defineStatement({
  name: 'note-handed-over',
  text: `
    with given as (
      select * from ${columns.from(3, 'g')}
    ), handed_over as (
      update event e set handed_over = $1::uuid, duplicate_of = g.duplicate_of,
        duplicate_of_ordinal = g.duplicate_of_ordinal, other_content = g.other_content,
        may_be_repeat = g.may_be_repeat, no_handler = nullif(g.no_handler, false)
      from given g where e.message_id = g.message_id and e.ordinal = g.ordinal
    )
    -- Handlers of another version: this process does not know them.
    insert into pending_fan_out (handler_id, message_id, position)
    select h.id, e.message_id, min(e.position)
    from given g join event e using (message_id, ordinal) cross join handler h
    where g.duplicate_of is null and h.retired_at is null and h.id <> all($2::int[])
    group by 1, 2
    order by 1, 2
    -- Locks an existing row: a fan-out then skips the message until this commits.
    on conflict (handler_id, message_id) do update
      set position = least(pending_fan_out.position, excluded.position)`,
})

const noteMessages = defineStatement({
  name: 'note-handed-over-messages',
  text: `
    update message m set discarded = null, duplicate_of = coalesce(m.duplicate_of, g.duplicate_of)
    from (
      -- There is no min(uuid) before PostgreSQL 18.
      select message_id, (array_agg(duplicate_of) filter (where duplicate_of is not null))[1] as duplicate_of
      from unnest($1::uuid[], $2::uuid[]) as given (message_id, duplicate_of) group by 1
    ) g
    where m.id = g.message_id`,
})

/** Marks events as handed over, and queues them for handlers that this process does not have. */
export async function noteHandedOver(
  client: ClientBase,
  actionId: string,
  events: readonly HandedOverEvent[],
  handlerIds: readonly number[],
): Promise<void> {
  const ids = events.map(({ messageId }) => messageId)
  const originals = events.map(({ duplicateOf }) => duplicateOf?.messageId ?? null)
  await execute(client, noteEvents, [actionId, handlerIds, ...columns.values(events)])
  // Same lock order as a fan-out: its rows first, then their messages.
  await lockMessages(client, ids)
  await execute(client, noteMessages, [ids, originals])
}
