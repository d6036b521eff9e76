import type { ClientBase } from 'pg'
import { defineStatement, execute } from '../db/statement.ts'

const columns = `message_id, ordinal, handler_id, run, action_id, result`

const count = `
    update action set deliveries = coalesce(deliveries, 0) + (select count(*) from made)::int
    where id = $1::uuid`

const ofKeys = defineStatement({
  name: 'record-made-deliveries',
  text: `
    with made as (
      insert into action_item (${columns})
      select message_id, ordinal, handler_id, 0, $1::uuid, 'done'
      from unnest($2::uuid[], $3::int[], $4::int[]) as m (message_id, ordinal, handler_id)
      returning 1
    ) ${count}`,
})

const ofMessage = defineStatement({
  name: 'record-deliveries-of-message',
  text: `
    with made as (
      insert into action_item (${columns})
      select message_id, ordinal, handler_id, run, $1::uuid, 'done' from delivery where message_id = $2::uuid
      returning 1
    ) ${count}`,
})

/** A delivery that an action added to a recorded message. */
export interface MadeDelivery {
  readonly messageId: string
  readonly ordinal: number
  readonly handlerId: number
}

/** Records the deliveries of an action, in the same transaction. The action's row must exist. */
export async function recordMadeDeliveries(
  client: ClientBase,
  actionId: string,
  made: readonly MadeDelivery[],
): Promise<void> {
  await execute(client, ofKeys, [
    actionId,
    made.map(({ messageId }) => messageId),
    made.map(({ ordinal }) => ordinal),
    made.map(({ handlerId }) => handlerId),
  ])
}

/** Does the same for all deliveries of a message that had none before. */
export async function recordDeliveriesOfMessage(
  client: ClientBase,
  actionId: string,
  messageId: string,
): Promise<void> {
  await execute(client, ofMessage, [actionId, messageId])
}
