import { ReceiverError } from '../errors.ts'
import type { DecodedMessage } from '../events/event.ts'
import { decodeStored } from '../events/stored-body.ts'
import type { Worked } from '../store/actions/process-bulk-messages.ts'
import type { ClientBase } from '../store/db/database.ts'
import { inTransaction } from '../store/db/transaction.ts'
import { findMessages } from '../store/record/find-messages.ts'
import { recordDeliveriesOfMessage } from '../store/record/record-made-deliveries.ts'
import { lockUndecodable, noteDecodeError } from '../store/record/update-decoded.ts'
import { type RecordStoredOptions, recordStored } from './stored-to-record.ts'

/**
 * Decodes undecodable messages again, one transaction each. Records readable ones as if they had
 * just arrived: known events are duplicates, new ones get deliveries.
 */
export async function decodeAgain(
  options: RecordStoredOptions,
  messageIds: readonly string[],
  actionId: string,
): Promise<Worked> {
  let done = 0
  for (const id of messageIds) {
    const decoded = await inTransaction(options.pool, (client) =>
      decodeOne(client, options, id, actionId),
    )
    if (decoded) done += 1
  }
  return { done, refused: messageIds.length - done }
}

async function decodeOne(
  client: ClientBase,
  options: RecordStoredOptions,
  id: string,
  actionId: string,
): Promise<boolean> {
  if (!(await lockUndecodable(client, id))) return false
  const [stored] = await findMessages(client, [id])
  if (stored === undefined) return false
  let decoded: DecodedMessage
  try {
    decoded = decodeStored(stored)
  } catch (error) {
    const code = error instanceof ReceiverError ? error.code : 'not_recordable'
    await noteDecodeError(client, id, code)
    return false
  }
  await recordStored(client, options, stored, decoded)
  await recordDeliveriesOfMessage(client, actionId, id)
  return true
}
