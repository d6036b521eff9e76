import type { ClientBase } from 'pg'
import { defineStatement, run } from '../db/statement.ts'
import { finished } from './finished.ts'

const statement = defineStatement<DeletedMessages>({
  name: 'delete-messages',
  columns: { deleted: true, subjects: true },
  // They are locked, and looked at once more by a snapshot that was taken afterwards. Identities are
  // not found by their message: delete-identities.ts. Originals of repaired messages go by their foreign key.
  text: `
    with gone as materialized (
      select m.id from unnest($1::uuid[]) as m (id) where ${finished('$2::bigint')}
    ), messages as (
      delete from message using gone where message.id = gone.id
    ), events as (
      delete from event using gone where event.message_id = gone.id returning event.subject_id
    ), deliveries as (
      delete from delivery using gone where delivery.message_id = gone.id returning delivery.subject_id
    ), attempts as (
      delete from attempt using gone where attempt.message_id = gone.id
    ), effects as (
      delete from effect using gone where effect.message_id = gone.id
    ), edits as (
      delete from edited_event using gone where edited_event.message_id = gone.id
    ), items as (
      delete from action_item using gone where action_item.message_id = gone.id
    ), setbacks as (
      delete from unsuccessful_delivery using gone cross join (values ('failed'), ('skipped'), ('cancelled')) s (state)
      where unsuccessful_delivery.state = s.state and unsuccessful_delivery.message_id = gone.id
    )
    select (select count(*)::int from gone) as deleted,
      array(select subject_id from events union select subject_id from deliveries) as subjects`,
})

export interface DeletedMessages {
  readonly deleted: number
  /** whom they were about: ids */
  readonly subjects: string[]
}

/** Deletes messages with all that belongs to them. */
export async function deleteMessages(
  client: ClientBase,
  ids: readonly string[],
  ageMs: number,
): Promise<DeletedMessages> {
  const [row] = await run(client, statement, [ids, ageMs])
  return row as DeletedMessages
}
