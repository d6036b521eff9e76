import type { ClientBase } from 'pg'
import { defineStatement, execute } from '../db/statement.ts'
import { isForgotten } from './forgotten-event.ts'

/** A recorded event with the fields that a later delivery needs. */
export interface RecordedEvent {
  readonly messageId: string
  readonly ordinal: number
  readonly position: string
  readonly type: string | null
  readonly publishedAt: Date | null
  /** handlers that already have a delivery of it */
  readonly handlerIds: readonly number[]
}

const statement = defineStatement<RecordedEvent>({
  name: 'find-events',
  columns: {
    messageId: true,
    ordinal: true,
    position: true,
    type: true,
    publishedAt: true,
    handlerIds: true,
  },
  // Leaves out duplicates, discarded events and those of forgotten persons: they never get deliveries.
  text: `
    select e.message_id as "messageId", e.ordinal, e.position, e.type,
      e.published_at as "publishedAt",
      array(select d.handler_id from delivery d
        where d.message_id = e.message_id and d.ordinal = e.ordinal) as "handlerIds"
    from event e
    where e.message_id = any($1::uuid[]) and e.duplicate_of is null
      and (e.discarded is null or e.handed_over is not null) and not ${isForgotten('e')}
    order by e.position`,
})

export function findEvents(
  client: ClientBase,
  messageIds: readonly string[],
): Promise<RecordedEvent[]> {
  return execute(client, statement, [messageIds])
}
