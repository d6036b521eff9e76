import type { ClientBase } from 'pg'
import type { StoredBody } from '../../events/stored-body.ts'
import { defineStatement, run } from '../db/statement.ts'

const statement = defineStatement({
  name: 'replace-body',
  text: `
    with original as (
      insert into original_body (message_id, body, key_id, content_type, content_encoding, type_hint,
        hints, error_code, action_id)
      select id, case when $3::bytea is not null then body end, key_id, content_type, content_encoding,
        type_hint, hints, error_code, $2
      from message where id = $1
    )
    update message set content_type = $4, type_hint = $5, hints = $6::jsonb,
      body = coalesce($3, body),
      key_id = case when $3 is null then key_id end,
      content_encoding = case when $3 is null then content_encoding end
    where id = $1`,
})

export interface ReplacedBody extends StoredBody {
  /** null = the body itself is unchanged */
  readonly changedBody: Buffer | null
}

/** Replaces the stored body by a repaired one, and keeps the original. The message must be locked. */
export async function replaceBody(
  client: ClientBase,
  messageId: string,
  actionId: string,
  { changedBody, contentType, typeHint, hints }: ReplacedBody,
): Promise<void> {
  const json = hints === null ? null : JSON.stringify(hints)
  await run(client, statement, [messageId, actionId, changedBody, contentType, typeHint, json])
}
