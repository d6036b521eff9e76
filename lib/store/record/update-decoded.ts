import type { ClientBase } from 'pg'
import { defineStatement, execute } from '../db/statement.ts'
import type { MessageRow } from './recorded-rows.ts'

const update = defineStatement({
  name: 'update-decoded',
  text: `
    update message set state = 'recorded', error_code = null, event_count = $2, format = $3, contract = $4,
      type = $5, external_event_id = $6, duplicate_of = $7, warnings = $8::jsonb, discarded = $9,
      key_id = $10, body = $11
    where id = $1`,
})

/** Updates an undecodable message after it was decoded: now its persons' keys seal the body. */
export async function updateDecoded(client: ClientBase, row: MessageRow): Promise<void> {
  await execute(client, update, [
    row.id,
    row.eventCount,
    row.format,
    row.contract,
    row.type,
    row.externalEventId,
    row.duplicateOf,
    row.warnings,
    row.discarded,
    row.keyId,
    row.body,
  ])
}

const lock = defineStatement({
  name: 'lock-undecodable',
  text: `select id from message where id = $1 and state = 'undecodable' for update`,
})

/** Locks the message for decoding; false = already decoded or deleted. */
export async function lockUndecodable(client: ClientBase, id: string): Promise<boolean> {
  return (await execute(client, lock, [id])).length === 1
}

const note = defineStatement({
  name: 'note-decode-error',
  text: `update message set error_code = $2 where id = $1 and state = 'undecodable'`,
})

export async function noteDecodeError(client: ClientBase, id: string, code: string): Promise<void> {
  await execute(client, note, [id, code])
}
