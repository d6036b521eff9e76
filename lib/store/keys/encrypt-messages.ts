import type { ClientBase } from 'pg'
import { places } from '../../encryption/places.ts'
import type { SealingKey } from '../../encryption/seal.ts'
import { INSTALLATION_KEY, type Vault } from '../../encryption/vault.ts'
import { type StoredBody, storedEvents } from '../../events/stored-body.ts'
import { newId } from '../../new-id.ts'
import { vaultOf } from '../db/vault-of.ts'
import { FIRST_ID } from '../queries/id-time.ts'
import { unknownKey } from '../record/person-keys.ts'
import type { After } from './encrypt-rows.ts'

interface Row extends StoredBody {
  readonly id: string
  readonly original: Buffer | null
  /** the keys of its events' persons, by ordinal; null in it = the person is forgotten */
  readonly keyIds: readonly (string | null)[] | null
}

/**
 * Encrypts the bodies of clear messages with their originals, inside a transaction. Subjects have keys.
 * @returns where to go on; null = there are no more
 */
export async function encryptMessages(
  client: ClientBase,
  after: After,
  limit: number,
): Promise<After> {
  const vault = vaultOf(client)
  const { rows } = await client.query<Row>(
    `select m.id, m.body, m.content_type as "contentType", m.content_encoding as "contentEncoding",
       m.type_hint as "typeHint", m.hints,
       (select body from original_body where message_id = m.id and key_id is null) as original,
       (select array_agg(s.key_id order by e.ordinal) from event e join subject s on s.id = e.subject_id
        where e.message_id = m.id) as "keyIds"
     from message m where m.key_id is null and m.id > $1 order by m.id limit $2 for update of m`,
    [after?.[0] ?? FIRST_ID, limit],
  )
  const ids = rows.flatMap(({ keyIds }) => keyIds ?? [])
  const loaded = await vault.keys.load(ids.filter((id) => id !== null))
  const keyOf = (id: string | null): SealingKey => {
    if (id === INSTALLATION_KEY) return vault.installation
    // The key of a forgotten person is gone: nobody reads what takes its place.
    return { id: id ?? newId(), key: loaded.get(id ?? '')?.key ?? unknownKey() }
  }
  for (const row of rows) await encryptMessage(client, vault, row, keyOf)
  const last = rows.at(-1)
  return last === undefined || rows.length < limit ? null : [last.id]
}

async function encryptMessage(
  client: ClientBase,
  vault: Vault,
  row: Row,
  keyOf: (id: string | null) => SealingKey,
): Promise<void> {
  const { id, body, original } = row
  const keyIds = row.keyIds ?? []
  const distinct = [...new Set(keyIds)].map(keyOf)
  const keys = distinct.length === 0 ? [vault.installation] : distinct
  const place = `${places.message.of(id)}:body`
  const sealed = vault.seal(keys, place, body)
  const values = [id, sealed.keyId, sealed.bytes]
  await client.query('update message set key_id = $2, body = $3 where id = $1', values)
  if (original !== null) {
    const { bytes } = vault.seal(keys, place, original)
    await client.query('update original_body set key_id = $2, body = $3 where message_id = $1', [
      id,
      sealed.keyId,
      bytes,
    ])
  }
  if (keys.length === 1) return
  for (const [ordinal, event] of storedEvents(row).entries()) {
    const keyId = keyIds[ordinal]
    if (keyId === undefined) continue
    const at = `${places.event.of(id, ordinal)}:content`
    const { bytes } = vault.seal([keyOf(keyId)], at, Buffer.from(JSON.stringify(event)))
    await client.query('update event set content = $3 where message_id = $1 and ordinal = $2', [
      ...[id, ordinal, bytes],
    ])
  }
}
