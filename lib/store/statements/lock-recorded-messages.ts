import type { ClientBase } from 'pg'
import { defineStatement, run } from './statement.ts'

const statement = defineStatement({
  name: 'lock-recorded-messages',
  text: `
    select id, duplicate_of as "duplicateOf",
      array(select ordinal from event where message_id = message.id and may_be_repeat) as "mayBeRepeat"
    from message where id = any($1::uuid[]) order by id for key share`,
})

/** Which of these messages a commit has already brought in, whose answer was lost on the way. */
export function lockRecordedMessages(
  client: ClientBase,
  ids: readonly string[],
): Promise<{ id: string; duplicateOf: string | null; mayBeRepeat: number[] }[]> {
  return run(client, statement, [ids])
}
