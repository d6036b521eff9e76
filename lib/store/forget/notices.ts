import type { KeyObject } from 'node:crypto'
import type { ClientBase, Pool } from 'pg'
import { places } from '../../encryption/places.ts'
import { NOTICE_TYPE } from '../../states.ts'
import { defineStatement, execute } from '../db/statement.ts'
import { storableTextOrNull } from '../db/storable-text.ts'
import { vaultOf } from '../db/vault-of.ts'
import { enqueue } from '../record/enqueue.ts'
import { NOTICE_FORMAT } from '../record/erasure-notice.ts'
import { insertMessages } from '../record/insert-messages.ts'
import { OPEN } from './open-deliveries.ts'
import type { IdentifiedSubject } from './subject-identity.ts'

const findNotified = defineStatement<{ id: number; name: string; isNotified: boolean }>({
  name: 'find-handlers-to-tell',
  columns: { id: true, name: true, isNotified: true },
  text: `
    select id, name, retired_at is null and coalesce((definition->>'onForgotten')::bool, false) as "isNotified"
    from handler order by id`,
})

const note = defineStatement({
  name: 'note-forget-notice',
  text: 'insert into forget_notice (message_id, key_id) values ($1, $2)',
})

export interface Notice {
  /** also the id of the action */
  readonly messageId: string
  readonly subjectId: string
  readonly subject: IdentifiedSubject
  readonly instanceId: string
  readonly callerId: number
}

/**
 * Tells handlers with `onForgotten` through the subject's lanes: one message, sealed by a key of its own.
 * @returns the names of the handlers
 */
export async function tellHandlers(client: ClientBase, notice: Notice): Promise<string[]> {
  const handlers = await execute(client, findNotified, [])
  const notified = handlers.filter(({ isNotified }) => isNotified)
  const key = notified.length === 0 ? null : await notice.subject.readKey()
  if (key === null) return []
  const { messageId, subjectId } = notice
  const { company, kind } = notice.subject
  const vault = vaultOf(client)
  const [oneOff] = (await vault.newKeys(1)) as [string]
  const body = Buffer.from(JSON.stringify({ company: company === '' ? null : company, kind, key }))
  const sealingKey = { id: oneOff, key: vault.keys.get(oneOff)?.key as KeyObject }
  const sealed = vault.seal([sealingKey], `${places.message.of(messageId)}:body`, body)
  const { rows, locking } = await enqueue(
    client,
    notified.map(({ id: handlerId }) => ({
      eventIndex: 0,
      subjectId,
      publishedAt: null,
      delivery: {
        ...{ handlerId, subject: { kind, key }, failure: null, startAt: null, overtaken: false },
      },
    })),
    null,
  )
  const { lastStatement } = await insertMessages(
    client,
    // All handlers count as known: none fans the notice out.
    { instanceId: notice.instanceId, handlerIds: handlers.map(({ id }) => id) },
    locking,
    [messageRowOf(notice, sealed)],
    [eventRowOf(notice)],
    rows,
  )
  await lastStatement
  await execute(client, note, [messageId, oneOff])
  return notified.map(({ name }) => name)
}

function messageRowOf(
  { messageId, callerId, subject }: Notice,
  { keyId, bytes }: { readonly keyId: string; readonly bytes: Buffer },
) {
  return {
    ...{ id: messageId, receivedAt: new Date().toISOString(), eventCount: 1, callerId },
    company: storableTextOrNull(subject.company === '' ? null : subject.company),
    ...{ correlationId: messageId, traceparent: null, contentType: 'application/json' },
    ...{ contentEncoding: null, typeHint: NOTICE_TYPE, hints: null, warnings: null },
    ...{ format: NOTICE_FORMAT, contract: null, type: NOTICE_TYPE, externalEventId: null },
    ...{ duplicateOf: null, discarded: null, errorCode: null, keyId, body: bytes },
  }
}

function eventRowOf({ messageId, subjectId }: Notice) {
  return {
    ...{ messageId, ordinal: 0, subjectId, eventId: null, type: NOTICE_TYPE, entityType: null },
    ...{ publishedAt: null, search: null, content: null, subjectField: null, effectiveOn: null },
    ...{ duplicateOf: null, duplicateOfOrdinal: null, otherContent: false, mayBeRepeat: false },
    ...{ discarded: null, noHandler: null },
  }
}

const findEnded = defineStatement<{ messageId: string; keyId: string }>({
  name: 'find-ended-notices',
  columns: { messageId: true, keyId: true },
  text: `
    select n.message_id as "messageId", n.key_id as "keyId" from forget_notice n
    where not exists (select from delivery d where d.message_id = n.message_id and ${OPEN})
    order by n.message_id limit 100`,
})

const remove = defineStatement({
  name: 'remove-forget-notice',
  text: 'delete from forget_notice where message_id = $1::uuid',
})

/** Destroys the keys of notices whose deliveries have all ended. */
export async function endNotices(pool: Pool): Promise<void> {
  const vault = vaultOf(pool)
  for (const { messageId, keyId } of await execute(pool, findEnded, [])) {
    await vault.store.destroy(keyId)
    vault.keys.drop(keyId)
    await execute(pool, remove, [messageId])
  }
}
