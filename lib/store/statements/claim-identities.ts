import type { ClientBase } from 'pg'
import { defineStatement, run } from './statement.ts'

export interface IdentityRow {
  /** 128 bits of the identity's digest, as a uuid */
  readonly id: string
  readonly content: string
  readonly messageId: string
  readonly ordinal: number
  /** null = as long as the row lives */
  readonly validForMs: number | null
}

const statement = defineStatement({
  name: 'claim-identities',
  // Waits for a concurrent holder of the same id. Afterwards the row is locked until the commit, also
  // where it belongs to somebody else: nobody adds a variant of it, and retention leaves it alone.
  // This statement's snapshot may be older, so the holders are read by the next statement.
  text: `
    insert into identity (id, content, message_id, ordinal, valid_until)
    select id, content, message_id, ordinal, receiver_clock() + valid_ms * interval '1 millisecond'
    from unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::int[], $5::float8[])
      as claimed (id, content, message_id, ordinal, valid_ms)
    order by id
    on conflict (id) do update set content = excluded.content, message_id = excluded.message_id,
      ordinal = excluded.ordinal, valid_until = excluded.valid_until
      where identity.valid_until <= receiver_clock()`,
})

/** Takes the ids that are free or expired, and locks all of them. */
export async function claimIdentities(
  client: ClientBase,
  rows: readonly IdentityRow[],
): Promise<void> {
  await run(client, statement, [
    rows.map((row) => row.id),
    rows.map((row) => row.content),
    rows.map((row) => row.messageId),
    rows.map((row) => row.ordinal),
    rows.map((row) => row.validForMs),
  ])
}
