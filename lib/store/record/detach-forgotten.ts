import { randomUUID } from 'node:crypto'
import type { ClientBase } from 'pg'
import { places } from '../../encryption/places.ts'
import { sealerFor } from '../db/seal-values.ts'
import { openValues } from '../db/sealed-values.ts'
import { defineStatement, execute } from '../db/statement.ts'

interface Forgotten {
  readonly id: string
  readonly until: Date | null
  readonly digest: string
  readonly keyId: string | null
  readonly key: Buffer
}

const lock = defineStatement<Forgotten>({
  name: 'lock-forgotten-subjects',
  columns: { id: true, until: true, digest: true, keyId: true, key: true },
  text: `
    select id, forgotten_until as until, key_digest::text as digest, key_id as "keyId", key from subject
    where id = any($1::bigint[]) and forgotten_at is not null order by id for update`,
})

const detach = defineStatement({
  name: 'detach-forgotten-subjects',
  text: `
    update subject s set key_digest = given.digest, key = given.key, forgotten_until = null
    from unnest($1::bigint[], $2::uuid[], $3::bytea[]) as given (id, digest, key)
    where s.id = given.id`,
})

/**
 * Gives rows of forgotten persons who came back a new digest: the row of the forgotten person and that of
 * the returned one are not linked. A key that the erasure has not destroyed yet stays readable, because
 * the notices for handlers need it.
 * @returns the retention of their entries in the ledger, by id
 */
export async function detachForgotten(
  client: ClientBase,
  ids: readonly string[],
): Promise<ReadonlyMap<string, Date | null>> {
  const rows = await execute(client, lock, [ids])
  const placeOf = (digest: string) => `${places.subject.of(digest)}:key`
  const opened = await openValues(
    client,
    rows.map(({ keyId, key, digest }) => ({ keyId, bytes: key, place: placeOf(digest) })),
  )
  const sealer = await sealerFor(
    client,
    rows.map(({ keyId }) => keyId),
  )
  const detached = rows.map(({ id, keyId, key }, index) => {
    const digest = randomUUID()
    const clear = opened[index]
    const isSealed = keyId !== null && clear != null && clear.length > 0
    const sealed = isSealed ? sealer.seal(keyId, placeOf(digest), clear) : null
    return { id, digest, key: sealed?.bytes ?? key }
  })
  await execute(client, detach, [
    detached.map(({ id }) => id),
    detached.map(({ digest }) => digest),
    detached.map(({ key }) => key),
  ])
  return new Map(rows.map(({ id, until }) => [id, until]))
}
