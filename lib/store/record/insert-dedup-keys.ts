import type { ClientBase } from 'pg'
import { listColumns } from '../db/list-columns.ts'
import { defineStatement, run } from '../db/statement.ts'

export interface IdentityRow {
  /** 128 bits of the identity's digest, as a uuid */
  readonly id: string
  readonly content: string
  readonly messageId: string
  readonly ordinal: number
  /** null = as long as the row lives */
  readonly validForMs: number | null
}

const columns = listColumns<IdentityRow>({
  types: { id: 'uuid', content: 'uuid', messageId: 'uuid', ordinal: 'int', validForMs: 'float8' },
})

const statement = defineStatement({
  name: 'insert-dedup-keys',
  // Waits for a concurrent holder of the same id. Afterwards the row is locked until the commit, also
  // where it belongs to somebody else: nobody adds a variant of it, and retention leaves it alone.
  // This statement's snapshot may be older, so the holders are read by the next statement.
  text: `
    insert into identity (id, content, message_id, ordinal, valid_until)
    select id, content, message_id, ordinal, receiver_clock() + valid_for_ms * interval '1 millisecond'
    from ${columns.from(1, 'claimed')}
    order by id
    on conflict (id) do update set content = excluded.content, message_id = excluded.message_id,
      ordinal = excluded.ordinal, valid_until = excluded.valid_until
      where identity.valid_until <= receiver_clock()`,
})

/** Takes the ids that are free or expired, and locks all of them. */
export async function insertDedupKeys(
  client: ClientBase,
  rows: readonly IdentityRow[],
): Promise<void> {
  await run(client, statement, columns.values(rows))
}
