import type { Pool } from 'pg'
import type { KeyStore } from '../../encryption/key-store.ts'
import { newId } from '../../new-id.ts'
import { type Actor, recordDone } from '../actions/record-action.ts'
import { defineStatement, execute } from '../db/statement.ts'
import { inTransaction } from '../db/transaction.ts'

const statement = defineStatement<{ keyId: string | null; isNew: boolean }>({
  name: 'block-subject',
  columns: { keyId: true, isNew: true },
  text: `
    with before as (
      select id, blocked_at from subject where id = $1::bigint and forget_action is null for update
    )
    update subject s set blocked_at = coalesce(s.blocked_at, receiver_clock()), destroy_at = $2
    from before where s.id = before.id
    returning s.key_id as "keyId", before.blocked_at is null as "isNew"`,
})

/**
 * Blocks a subject: from now on only callers with Forget read its data. Handlers still get its events.
 * @param destroyAt when it may be destroyed; null = nobody has said
 * @returns false = it is forgotten, or unknown
 */
export async function blockSubject(
  pool: Pool,
  keys: KeyStore,
  by: Actor,
  subjectId: string,
  destroyAt: Date | null,
): Promise<boolean> {
  const blocked = await inTransaction(pool, async (client) => {
    const [row] = await execute(client, statement, [subjectId, destroyAt])
    if (row?.isNew === true) {
      const action = { id: newId(), kind: 'block', by, comment: null, filter: null, matched: 1 }
      const detail = { subjectId, destroyAt: destroyAt?.toISOString() ?? null }
      await recordDone(client, { ...action, detail })
    }
    return row
  })
  // Repeated with each call: a crash in between leaves the key living.
  if (blocked?.keyId != null) await keys.block(blocked.keyId)
  return blocked !== undefined
}

const due = defineStatement<{ id: string }>({
  name: 'find-due-destructions',
  columns: { id: true },
  text: `
    select id from subject
    where destroy_at <= receiver_clock() and forget_action is null and legal_hold is null
    order by destroy_at limit $1`,
})

/** Blocked subjects whose retention has ended, without those under legal hold. */
export async function findDueDestructions(pool: Pool, limit: number): Promise<string[]> {
  return (await execute(pool, due, [limit])).map(({ id }) => id)
}
