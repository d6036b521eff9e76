import type { ClientBase } from 'pg'
import { places } from '../../encryption/places.ts'
import { sealerFor } from '../db/seal-values.ts'
import { openValues } from '../db/sealed-values.ts'
import { defineStatement, execute } from '../db/statement.ts'
import type { StartedWithoutEvent } from '../record/started-delivery.ts'

const find = defineStatement<{
  finished: boolean
  keyId: string | null
  result: Buffer | null
}>({
  name: 'find-effect',
  columns: { finished: true, keyId: true, result: true },
  text: `
    select finished_at is not null as finished, key_id as "keyId", result from effect
    where message_id = $1 and ordinal = $2 and handler_id = $3 and run = $4 and edit = $5 and name = $6`,
})

const begin = defineStatement({
  name: 'begin-effect',
  text: `
    insert into effect (message_id, ordinal, handler_id, run, edit, name, attempt, started_at)
    values ($1, $2, $3, $4, $5, $6, $7, receiver_clock())
    on conflict (message_id, ordinal, handler_id, run, edit, name)
      do update set attempt = excluded.attempt, started_at = excluded.started_at`,
})

const end = defineStatement({
  name: 'end-effect',
  text: `
    update effect set finished_at = receiver_clock(), result = $7::bytea, key_id = $8
    where message_id = $1 and ordinal = $2 and handler_id = $3 and run = $4 and edit = $5 and name = $6`,
})

function placeOf(delivery: StartedWithoutEvent, name: string): string {
  return `${places.effect.of(...(keyOf(delivery, name) as (string | number)[]))}:result`
}

function keyOf(delivery: StartedWithoutEvent, name: string): unknown[] {
  const { messageId, ordinal, handlerId, run: number, edit } = delivery
  return [messageId, ordinal, handlerId, number, edit, name]
}

/** Finds an effect of this delivery with the current edit of its event. */
export async function findEffect(
  client: ClientBase,
  delivery: StartedWithoutEvent,
  name: string,
): Promise<{ finished: boolean; result: unknown } | null> {
  const [found] = await execute(client, find, keyOf(delivery, name))
  if (found === undefined) return null
  const { finished, keyId, result } = found
  if (result === null) return { finished, result: undefined }
  const [clear] = await openValues(client, [
    { keyId, bytes: result, place: placeOf(delivery, name) },
  ])
  // JSON can be null, too.
  return { finished, result: clear?.length ? JSON.parse(clear.toString()) : undefined }
}

export async function beginEffect(
  client: ClientBase,
  delivery: StartedWithoutEvent,
  name: string,
): Promise<void> {
  await execute(client, begin, [...keyOf(delivery, name), delivery.attempt])
}

/** @param result JSON; null = no result */
export async function endEffect(
  client: ClientBase,
  delivery: StartedWithoutEvent,
  name: string,
  result: string | null,
): Promise<void> {
  const { keyId = null } = delivery
  const sealed =
    result === null
      ? null
      : (await sealerFor(client, [keyId])).seal(keyId, placeOf(delivery, name), result)
  await execute(client, end, [
    ...keyOf(delivery, name),
    sealed?.bytes ?? null,
    sealed?.keyId ?? null,
  ])
}
