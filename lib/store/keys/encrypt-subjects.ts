import type { ClientBase } from 'pg'
import { places } from '../../encryption/places.ts'
import { digestOfKey } from '../db/keyed-digest.ts'
import { sealerFor } from '../db/seal-values.ts'
import { vaultOf } from '../db/vault-of.ts'
import type { After } from './encrypt-rows.ts'

interface Row {
  readonly id: string
  readonly company: string
  readonly kind: string
  readonly key: Buffer
}

/**
 * Gives keys to subjects that have none, inside a transaction. The row of a forgotten subject is empty.
 * @returns where to go on; null = there are no more
 */
export async function encryptSubjects(
  client: ClientBase,
  after: After,
  limit: number,
): Promise<After> {
  const vault = vaultOf(client)
  const { rows } = await client.query<Row>(
    `select id, company, kind, key from subject where key_id is null and key <> ''::bytea and id > $1
     order by id limit $2 for update`,
    [after?.[0] ?? 0, limit],
  )
  const made = rows.length === 0 ? [] : await vault.newKeys(rows.length)
  for (const [index, { id, company, kind, key }] of rows.entries()) {
    const digest = digestOfKey(client, key.toString('utf8'))
    const { rows: twins } = await client.query<{ key_id: string | null }>(
      'select key_id from subject where company = $1 and kind = $2 and key_digest = $3',
      [company, kind, digest],
    )
    // The person was recorded anew meanwhile: one key for both rows, so that both are forgotten together. By
    // this digest an erasure finds the row of the earlier version.
    const [twin] = twins
    const keyId = twin?.key_id ?? (made[index] as string)
    const own = twin === undefined ? digest : keyId
    const sealer = await sealerFor(client, [keyId])
    const sealed = sealer.seal(keyId, `${places.subject.of(own)}:key`, key)
    await client.query('update subject set key_id = $2, key_digest = $3, key = $4 where id = $1', [
      ...[id, keyId, own, sealed?.bytes ?? Buffer.alloc(0)],
    ])
  }
  const last = rows.at(-1)
  return last === undefined || rows.length < limit ? null : [last.id]
}
