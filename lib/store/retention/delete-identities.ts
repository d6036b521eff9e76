import type { Pool } from 'pg'
import { defineStatement, execute } from '../db/statement.ts'
import { inTransaction } from '../db/transaction.ts'

/** SQL that is true for an unused identity `i`. */
const UNNEEDED = `(i.valid_until is null or i.valid_until <= receiver_clock())
        and not exists (select from message m where m.id = i.message_id)
        and not exists (select from identity_variant v where v.id = i.id)`

const lock = defineStatement<{ id: string }>({
  name: 'lock-unneeded-identities',
  columns: { id: true },
  // Skips identities that a call is using: waiting for them could cause a deadlock.
  text: `
    select i.id from identity i
    where i.ctid >= $1::tid and i.ctid < $2::tid and ${UNNEEDED}
    for update of i skip locked`,
})

const remove = defineStatement({
  name: 'delete-identities',
  text: `delete from identity i where i.id = any($1::uuid[]) and ${UNNEEDED}`,
})

/**
 * Deletes the identities on some pages of their table whose message and variants are gone. A call may
 * have added a variant between the first statement's snapshot and its lock: the second statement sees it.
 */
export async function deleteIdentities(pool: Pool, from: string, to: string): Promise<void> {
  await inTransaction(pool, async (client) => {
    const rows = await execute(client, lock, [from, to])
    await execute(client, remove, [rows.map(({ id }) => id)])
  })
}

const variants = defineStatement({
  name: 'delete-identity-variants',
  text: `
    with old as (
      select v.id, v.content from identity_variant v
      where v.ctid >= $1::tid and v.ctid < $2::tid
        and not exists (select from message m where m.id = v.message_id)
      for update of v skip locked
    )
    delete from identity_variant v using old where v.id = old.id and v.content = old.content`,
})

/** Deletes the later contents of identities on some pages whose message is gone. */
export async function deleteIdentityVariants(pool: Pool, from: string, to: string): Promise<void> {
  await execute(pool, variants, [from, to])
}
