import type { ClientBase } from 'pg'
import { run, type Statement } from './statement.ts'

const statement: Statement = {
  name: 'find-recorded-messages',
  text: `
    select id, duplicate_of as "duplicateOf",
      array(select ordinal from event where message_id = message.id and may_be_repeat) as "mayBeRepeat"
    from message where id = any($1::uuid[])`,
}

/** Which of these messages a commit has already brought in, whose answer was lost on the way. */
export function findRecordedMessages(
  client: ClientBase,
  ids: readonly string[],
): Promise<{ id: string; duplicateOf: string | null; mayBeRepeat: number[] }[]> {
  return run(client, statement, [ids])
}
