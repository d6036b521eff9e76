import type { ClientBase } from 'pg'
import { defineStatement, execute } from '../db/statement.ts'
import type { EventPlace } from './discarded-events.ts'

export interface ForgottenOriginal {
  /** place in the list that was asked for, from 1 */
  readonly place: number
  readonly subjectId: string
}

const statement = defineStatement<ForgottenOriginal>({
  name: 'find-forgotten-originals',
  columns: { place: true, subjectId: true },
  // The limits force one index look-up for each event.
  text: `
    select given.place::int, s.id as "subjectId"
    from unnest($1::uuid[], $2::int[]) with ordinality as given (message_id, ordinal, place)
    cross join lateral (
      select subject_id from event
      where message_id = given.message_id and ordinal = given.ordinal limit 1) as original
    cross join lateral (
      select id from subject where id = original.subject_id and forgotten_at is not null limit 1) as s`,
})

/** The events among these whose person has been forgotten since, with the row of the forgotten person. */
export async function findForgottenOriginals(
  client: ClientBase,
  events: readonly EventPlace[],
): Promise<ForgottenOriginal[]> {
  if (events.length === 0) return []
  return execute(client, statement, [
    events.map(({ messageId }) => messageId),
    events.map(({ ordinal }) => ordinal),
  ])
}
