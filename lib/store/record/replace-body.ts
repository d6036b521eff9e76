import type { ClientBase } from 'pg'
import type { Sealed } from '../../encryption/vault.ts'
import type { StoredBody } from '../../events/stored-body.ts'
import { defineStatement, execute } from '../db/statement.ts'

const statement = defineStatement({
  name: 'replace-body',
  text: `
    with original as (
      insert into original_body (message_id, body, key_id, content_type, content_encoding, type_hint,
        hints, error_code, action_id)
      select id, case when $3::bool then body end, key_id, content_type, content_encoding,
        type_hint, hints, error_code, $2
      from message where id = $1
    )
    update message set content_type = $4, type_hint = $5, hints = $6::jsonb,
      content_encoding = case when not $3 then content_encoding end
    where id = $1`,
})

export interface ReplacedForm extends Pick<StoredBody, 'contentType' | 'typeHint' | 'hints'> {
  /** the recording that follows writes the changed body */
  readonly changesBody: boolean
}

/** Replaces the stored form by a repaired one, and keeps the original. The message must be locked. */
export async function replaceBody(
  client: ClientBase,
  messageId: string,
  actionId: string,
  { changesBody, contentType, typeHint, hints }: ReplacedForm,
): Promise<void> {
  const json = hints === null ? null : JSON.stringify(hints)
  await execute(client, statement, [messageId, actionId, changesBody, contentType, typeHint, json])
}

const seal = defineStatement({
  name: 'seal-original-body',
  text: 'update original_body set key_id = $2, body = $3 where message_id = $1 and body is not null',
})

/** Seals the original by the keys of the persons that the repaired form names. */
export async function sealOriginal(
  client: ClientBase,
  messageId: string,
  { keyId, bytes }: Sealed,
): Promise<void> {
  await execute(client, seal, [messageId, keyId, bytes])
}
