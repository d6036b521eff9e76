import type { ClientBase } from 'pg'
import { defineStatement, run } from '../db/statement.ts'

export interface KnownIdentity {
  readonly id: string
  readonly content: string
  readonly messageId: string
  readonly ordinal: number
}

const statement = defineStatement<KnownIdentity>({
  name: 'find-identities',
  columns: { id: true, content: true, messageId: true, ordinal: true },
  text: `
    select id, content, message_id as "messageId", ordinal from identity where id = any($1::uuid[])
    union all
    select id, content, message_id, ordinal from identity_variant where id = any($1::uuid[])`,
})

/** The first holders of the ids, and every later one that brought other content. */
export function findIdentities(
  client: ClientBase,
  ids: readonly string[],
): Promise<KnownIdentity[]> {
  return run(client, statement, [ids])
}
