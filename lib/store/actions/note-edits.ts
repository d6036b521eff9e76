import type { ClientBase } from 'pg'
import { defineStatement, run } from '../statements/statement.ts'
import { keyColumns } from './lock-deliveries.ts'
import type { ChangedDelivery } from './write-deliveries.ts'

const statement = defineStatement({
  name: 'note-edits',
  text: `
    insert into edited_event (message_id, ordinal, handler_id, run, edit, body)
    select message_id, ordinal, handler_id, run, edit, $6::bytea
    from unnest($1::uuid[], $2::int[], $3::int[], $4::int[], $5::int[])
      as e (message_id, ordinal, handler_id, run, edit)`,
})

/** Keeps the form of an event that is in force for these deliveries from now on. */
export async function noteEdits(
  client: ClientBase,
  changes: readonly ChangedDelivery[],
  body: Buffer,
): Promise<void> {
  if (changes.length === 0) return
  await run(client, statement, [
    ...keyColumns(changes.map(({ delivery }) => delivery)),
    changes.map(({ change }) => change.edit),
    body,
  ])
}
