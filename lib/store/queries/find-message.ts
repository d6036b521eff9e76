import type { Pool } from 'pg'
import type { StoredBody } from '../../events/stored-body.ts'
import { openBodies } from '../db/open-bodies.ts'
import { query } from '../db/query.ts'
import { sql } from '../db/sql.ts'
import { type EventSummary, eventColumns } from './list-events.ts'
import { type MessageRow, type MessageSummary, messageColumns, toMessage } from './list-messages.ts'
import { statusJoin } from './message-status.ts'

export interface FoundMessage extends StoredBody {
  readonly contentEncoding: string | null
  readonly message: MessageSummary
}

type SealedForm = Pick<FoundMessage, 'contentEncoding' | 'typeHint' | 'hints'> & {
  readonly keyId: string | null
  readonly body: Buffer
}

/** One message with its body; null = no such message. */
export async function findMessage(pool: Pool, id: string): Promise<FoundMessage | null> {
  const [found] = await query<MessageRow & SealedForm>(
    pool,
    sql`select ${messageColumns}, m.key_id as "keyId", m.body, m.content_encoding as "contentEncoding",
        m.type_hint as "typeHint", m.hints
      from message m ${statusJoin} join caller c on c.id = m.caller_id where m.id = ${id}::uuid`,
  )
  const [row] = found === undefined ? [] : await openBodies(pool, [found])
  if (row === undefined) return null
  const { body, forgotten, events, contentEncoding, typeHint, hints, ...rest } = row
  const form = { body, contentType: rest.contentType, contentEncoding, typeHint, hints }
  return {
    message: toMessage(rest),
    ...form,
    ...(forgotten && { forgotten }),
    ...(events && { events }),
  }
}

/**
 * The events of a message in order.
 * @param after ordinal of the event before the first one; null = from the start
 */
export function eventsOfMessage(
  pool: Pool,
  id: string,
  after: number | null,
  limit: number,
): Promise<EventSummary[]> {
  return query<EventSummary>(
    pool,
    sql`select ${eventColumns} from event e join message m on m.id = e.message_id
      left join subject su on su.id = e.subject_id
      where e.message_id = ${id}::uuid and e.ordinal > ${after ?? -1}::int order by e.ordinal limit ${limit}`,
  )
}
