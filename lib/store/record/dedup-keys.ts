import type { ClientBase } from 'pg'
import { listColumns } from '../db/list-columns.ts'
import { defineStatement, execute } from '../db/statement.ts'

export interface KnownIdentity {
  readonly id: string
  readonly content: string
  readonly messageId: string
  readonly ordinal: number
}

const find = defineStatement<KnownIdentity>({
  name: 'find-identities',
  columns: { id: true, content: true, messageId: true, ordinal: true },
  text: `
    select id, content, message_id as "messageId", ordinal from identity where id = any($1::uuid[])
    union all
    select id, content, message_id, ordinal from identity_variant where id = any($1::uuid[])`,
})

/** The first holders of the ids, and all later holders with other content. */
export function findIdentities(
  client: ClientBase,
  ids: readonly string[],
): Promise<KnownIdentity[]> {
  return execute(client, find, [ids])
}

export interface IdentityRow extends KnownIdentity {
  /** null = does not expire */
  readonly validForMs: number | null
}

const keyTypes = { id: 'uuid', content: 'uuid', messageId: 'uuid', ordinal: 'int' } as const
const keys = listColumns<IdentityRow>({ types: { ...keyTypes, validForMs: 'float8' } })

const insertKeys = defineStatement({
  name: 'insert-dedup-keys',
  // Waits for a concurrent holder of the same id. The row is then locked until the commit, even if it
  // belongs to another message: no transaction can add a variant, and retention skips it. The next
  // statement reads the holders, because this one's snapshot may be older than the lock.
  text: `
    insert into identity (id, content, message_id, ordinal, valid_until)
    select id, content, message_id, ordinal, receiver_clock() + valid_for_ms * interval '1 millisecond'
    from ${keys.from(1, 'claimed')}
    order by id
    on conflict (id) do update set content = excluded.content, message_id = excluded.message_id,
      ordinal = excluded.ordinal, valid_until = excluded.valid_until
      where identity.valid_until <= receiver_clock()`,
})

/** Takes the free and the expired ids, and locks all of them. */
export async function insertDedupKeys(
  client: ClientBase,
  rows: readonly IdentityRow[],
): Promise<void> {
  await execute(client, insertKeys, keys.values(rows))
}

const variants = listColumns<KnownIdentity>({ types: keyTypes })

const insertVariants = defineStatement({
  name: 'insert-dedup-variants',
  text: `
    insert into identity_variant (${variants.names})
    select ${variants.names} from ${variants.from(1, 'claimed')}
    order by id, content
    on conflict (id, content) do nothing
    returning id, content`,
})

/** @returns the number of inserted rows; fewer than given = another transaction inserted the same */
export async function insertDedupVariants(
  client: ClientBase,
  rows: readonly KnownIdentity[],
): Promise<number> {
  return (await execute(client, insertVariants, variants.values(rows))).length
}
