import type { ClientBase, Pool } from 'pg'
import { places } from '../../encryption/places.ts'
import { newId } from '../../new-id.ts'
import { type Actor, recordDone } from '../actions/record-action.ts'
import { sealerFor } from '../db/seal-values.ts'
import { defineStatement, execute } from '../db/statement.ts'
import { inTransaction } from '../db/transaction.ts'

interface Held {
  readonly keyId: string | null
  readonly digest: string
  readonly isHeld: boolean
}

const lock = defineStatement<Held>({
  name: 'lock-legal-hold',
  columns: { keyId: true, digest: true, isHeld: true },
  text: `
    select key_id as "keyId", key_digest::text as digest, legal_hold is not null as "isHeld"
    from subject where id = $1::bigint and forget_action is null for update`,
})

const change = defineStatement({
  name: 'change-legal-hold',
  text: 'update subject set legal_hold = $2 where id = $1::bigint',
})

/**
 * Places a legal hold on a subject, or lifts it. A held subject cannot be forgotten.
 * @returns the action's id; null = no change, or the subject is being forgotten
 */
export function changeLegalHold(
  pool: Pool,
  by: Actor,
  kind: 'legal-hold' | 'lift-legal-hold',
  subjectId: string,
  reason: string,
): Promise<string | null> {
  const id = newId()
  const isHold = kind === 'legal-hold'
  return inTransaction(pool, async (client) => {
    const [subject] = await execute(client, lock, [subjectId])
    const changes = subject !== undefined && subject.isHeld !== isHold
    if (changes) {
      const bytes = isHold ? await sealed(client, subject, reason) : null
      await execute(client, change, [subjectId, bytes])
      const action = { id, kind, by, comment: reason, filter: null, matched: 1 }
      const personKeyId = subject.keyId
      await recordDone(client, { ...action, personKeyId, detail: { subjectId } })
    }
    return changes ? id : null
  })
}

async function sealed(
  client: ClientBase,
  { keyId, digest }: Held,
  reason: string,
): Promise<Buffer | null> {
  const sealer = await sealerFor(client, [keyId])
  return sealer.seal(keyId, `${places.subject.of(digest)}:legal_hold`, reason)?.bytes ?? null
}
