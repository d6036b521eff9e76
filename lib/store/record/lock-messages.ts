import type { ClientBase } from 'pg'
import { defineStatement, execute } from '../db/statement.ts'

const lock = defineStatement({
  name: 'lock-messages',
  text: 'select id from message where id = any($1::uuid[]) order by id for no key update',
})

/**
 * Until the commit, no other transaction can add deliveries to these messages or delete them. Actions on
 * existing deliveries do not wait for this lock.
 */
export async function lockMessages(client: ClientBase, ids: readonly string[]): Promise<void> {
  await execute(client, lock, [ids])
}

const keep = defineStatement({
  name: 'keep-messages',
  text: 'select id from message where id = any($1::uuid[]) order by id for key share',
})

/**
 * Until the commit, retention cannot delete these messages: for transactions that add work to finished
 * ones. A later statement sees which of them still exist.
 */
export async function keepMessages(client: ClientBase, ids: readonly string[]): Promise<void> {
  await execute(client, keep, [ids])
}

interface RecordedBefore {
  readonly id: string
  readonly duplicateOf: string | null
  readonly mayBeRepeat: number[]
}

const lockRecorded = defineStatement<RecordedBefore>({
  name: 'lock-recorded-messages',
  columns: { id: true, duplicateOf: true, mayBeRepeat: true },
  text: `
    select id, duplicate_of as "duplicateOf",
      array(select ordinal from event where message_id = message.id and may_be_repeat) as "mayBeRepeat"
    from message where id = any($1::uuid[]) order by id for key share`,
})

/** Returns the messages that an earlier commit has recorded although its answer was lost. */
export function lockRecordedMessages(
  client: ClientBase,
  ids: readonly string[],
): Promise<RecordedBefore[]> {
  return execute(client, lockRecorded, [ids])
}
