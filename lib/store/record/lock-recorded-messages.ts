import type { ClientBase } from 'pg'
import { defineStatement, run } from '../db/statement.ts'

interface RecordedBefore {
  readonly id: string
  readonly duplicateOf: string | null
  readonly mayBeRepeat: number[]
}

const statement = defineStatement<RecordedBefore>({
  name: 'lock-recorded-messages',
  columns: { id: true, duplicateOf: true, mayBeRepeat: true },
  text: `
    select id, duplicate_of as "duplicateOf",
      array(select ordinal from event where message_id = message.id and may_be_repeat) as "mayBeRepeat"
    from message where id = any($1::uuid[]) order by id for key share`,
})

/** Which of these messages a commit has already brought in, whose answer was lost on the way. */
export function lockRecordedMessages(
  client: ClientBase,
  ids: readonly string[],
): Promise<RecordedBefore[]> {
  return run(client, statement, [ids])
}
