import type { ClientBase } from 'pg'
import { places } from '../../encryption/places.ts'
import { type EventChanges, editEvent } from '../../events/edit-event.ts'
import type { DomainEvent } from '../../events/event.ts'
import { storedEvents } from '../../events/stored-body.ts'
import { keepHidden } from '../../masking/redact-event.ts'
import { jsonOf, openValues, type StoredValue } from '../db/sealed-values.ts'
import { defineStatement, execute } from '../db/statement.ts'
import { findMessages } from '../record/find-messages.ts'
import type { DeliverySnapshot } from './delivery-action.ts'

const statement = defineStatement<StoredValue>({
  name: 'find-form-in-force',
  columns: { keyId: true, bytes: true, place: true },
  // A re-run starts with the edit of the previous run.
  text: `
    select key_id as "keyId", body as bytes, ${places.editedEvent.sql('edited_event')} || ':body' as place
    from edited_event
    where message_id = $1 and ordinal = $2 and handler_id = $3 and run <= $4 and edit = $5
    order by run desc limit 1`,
})

/**
 * JSON of a locked delivery's event: the current edit with the changes applied. Null = the body was
 * deleted or is no longer decodable.
 */
export async function editedFormOf(
  client: ClientBase,
  delivery: DeliverySnapshot,
  changes: EventChanges,
  original: ReadOriginal,
): Promise<Buffer | null> {
  const event = (await formInForce(client, delivery)) ?? (await original(delivery))
  if (event === null) return null
  return Buffer.from(JSON.stringify(editEvent(event, keepHidden(event, changes))))
}

async function formInForce(
  client: ClientBase,
  { messageId, ordinal, handlerId, run: number, edit }: DeliverySnapshot,
): Promise<DomainEvent | null> {
  if (edit === 0) return null
  const values = [messageId, ordinal, handlerId, number, edit]
  const [row] = await execute(client, statement, values)
  const [clear] = row === undefined ? [] : await openValues(client, [row])
  return jsonOf<DomainEvent>(clear)
}

/** Reads the original event; null = no longer readable. */
export type ReadOriginal = (
  of: Pick<DeliverySnapshot, 'messageId' | 'ordinal'>,
) => Promise<DomainEvent | null>

/** Decodes each message once for consecutive deliveries. */
export function originalsOf(client: ClientBase): ReadOriginal {
  let last: {
    readonly messageId: string
    readonly events: readonly (DomainEvent | null)[]
  } | null = null
  return async ({ messageId, ordinal }) => {
    if (last?.messageId !== messageId) {
      const [message] = await findMessages(client, [messageId])
      last = { messageId, events: message === undefined ? [] : storedEvents(message) }
    }
    return last.events[ordinal] ?? null
  }
}
