import type { ClientBase } from 'pg'
import { listColumns } from '../db/list-columns.ts'
import { defineStatement, run } from '../db/statement.ts'
import type { DeliveryKey } from '../record/started-delivery.ts'
import type { ChangedDelivery } from './write-deliveries.ts'

const columns = listColumns<DeliveryKey & { readonly edit: number }>({
  types: { messageId: 'uuid', ordinal: 'int', handlerId: 'int', run: 'int', edit: 'int' },
})

const statement = defineStatement({
  name: 'note-edits',
  text: `
    insert into edited_event (${columns.names}, body)
    select ${columns.names}, $6::bytea from ${columns.from(1, 'e')}`,
})

/** Stores the edited event of these deliveries. */
export async function noteEdits(
  client: ClientBase,
  changes: readonly ChangedDelivery[],
  body: Buffer,
): Promise<void> {
  if (changes.length === 0) return
  await run(client, statement, [
    ...columns.values(changes.map(({ delivery, change }) => ({ ...delivery, edit: change.edit }))),
    body,
  ])
}
