import type { KeyObject } from 'node:crypto'
import type { ClientBase } from 'pg'
import type { SealingKey } from '../../encryption/seal.ts'
import { INSTALLATION_KEY, type Vault } from '../../encryption/vault.ts'
import { defineStatement, execute } from '../db/statement.ts'
import { vaultOf } from '../db/vault-of.ts'
import { type Person, sealedKeyOf } from './person-keys.ts'

/** A subject's row. */
export interface RowWithKey {
  readonly id: string
  readonly keyId: string | null
  readonly person: Person
  readonly isForgotten: boolean
}

const renew = defineStatement({
  name: 'renew-keys-of-subjects',
  text: `
    with lost as (
      select s.id, given.key_id, given.key
      from unnest($1::bigint[], $2::uuid[], $3::uuid[], $4::text[]) as given (id, former, key_id, key)
      join subject s on s.id = given.id
      where s.key_id = given.former and s.forgotten_at is null
      order by s.id for update of s
    )
    update subject s set key_id = lost.key_id, key = decode(lost.key, 'base64')
    from lost where s.id = lost.id`,
})

const findKeys = defineStatement<{ id: string; keyId: string | null }>({
  name: 'find-renewed-keys',
  columns: { id: true, keyId: true },
  text: 'select id, key_id as "keyId" from subject where id = any($1::bigint[])',
})

/**
 * Gives new keys to persons whose key does not exist although nobody has forgotten them. A restored backup
 * brings such rows back: retention had deleted them, and then their keys. An older backup of the key store
 * lacks keys. Values under the former key stay unreadable.
 */
export async function renewKeys<Row extends RowWithKey>(
  client: ClientBase,
  rows: readonly Row[],
): Promise<readonly Row[]> {
  const vault = vaultOf(client)
  const lost = await withoutKey(vault, rows)
  if (lost.length === 0) return rows
  const keys = (await vault.newKeys(lost.length)).map(
    (id): SealingKey => ({ id, key: vault.keys.get(id)?.key as KeyObject }),
  )
  await execute(client, renew, [
    lost.map(({ id }) => id),
    lost.map(({ keyId }) => keyId),
    keys.map(({ id }) => id),
    keys.map((key, index) => sealedKeyOf(vault, (lost[index] as Row).person, key)),
  ])
  // Another recording may have been faster.
  const now = await execute(client, findKeys, [lost.map(({ id }) => id)])
  const keyIdOf = new Map(now.map(({ id, keyId }) => [id, keyId]))
  return rows.map((row) => {
    const keyId = keyIdOf.get(row.id)
    return keyId === undefined ? row : { ...row, keyId }
  })
}

async function withoutKey<Row extends RowWithKey>(
  { keys }: Vault,
  rows: readonly Row[],
): Promise<Row[]> {
  const notCached = rows.filter(
    ({ keyId, isForgotten }) =>
      !isForgotten &&
      keyId !== null &&
      keyId !== INSTALLATION_KEY &&
      (keys.get(keyId)?.key ?? null) === null,
  )
  if (notCached.length === 0) return []
  const loaded = await keys.load(notCached.map(({ keyId }) => keyId as string))
  return notCached.filter(({ keyId }) => loaded.get(keyId as string)?.key === null)
}
