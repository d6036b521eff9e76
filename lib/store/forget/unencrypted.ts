import type { ClientBase } from 'pg'
import { INSTALLATION_KEY } from '../../encryption/vault.ts'
import { newId } from '../../new-id.ts'
import { defineStatement, execute } from '../db/statement.ts'

const clearMessages = defineStatement<{ found: boolean }>({
  name: 'find-clear-messages-of-subject',
  columns: { found: true },
  text: `
    select exists (
      select from event e join message m on m.id = e.message_id
      where e.subject_id = $1::bigint and m.key_id is null and m.body <> ''::bytea
        and exists (
          select from event other
          where other.message_id = e.message_id and other.subject_id <> e.subject_id)) as found`,
})

/** Whether a message of this subject and of others was stored by an earlier version, and is not encrypted. */
export async function hasClearMessages(client: ClientBase, subjectId: string): Promise<boolean> {
  const [row] = await execute(client, clearMessages, [subjectId])
  return row?.found === true
}

const twin = defineStatement({
  name: 'forget-twin-of-subject',
  text: `
    with twin as (
      update subject t set forget_action = $3::uuid
      where t.forget_action is null and t.id = (
        select other.id from subject own join subject other on other.key_digest = own.key_id
        where own.id = $1::bigint and other.id <> own.id and other.key_id = own.key_id
          and own.key_id <> '${INSTALLATION_KEY}' limit 1)
      returning t.id
    )
    insert into action (id, kind, detail, cursor, issuer, client_id, tenant, requested_at, matched, state, due_at)
    select $3::uuid, 'forget', jsonb_build_object('subjectId', twin.id::text), '["close"]'::jsonb,
      a.issuer, a.client_id, a.tenant, a.requested_at, 1, 'running', receiver_clock()
    from twin, action a where a.id = $2::uuid`,
})

/**
 * Forgets a person's second row as well, which the encryption job marks. There is one if events arrived after an update, before the rows of
 * an earlier version had keys: both rows have one key.
 */
export async function forgetTwin(
  client: ClientBase,
  subjectId: string,
  actionId: string,
): Promise<void> {
  await execute(client, twin, [subjectId, actionId, newId()])
}
