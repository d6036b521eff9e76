import type { ClientBase, Pool } from 'pg'
import { newId } from '../../new-id.ts'
import { defineStatement, execute } from '../db/statement.ts'
import { inTransaction } from '../db/transaction.ts'
import {
  type AuditEntry,
  type AuditTrail,
  recordAuditEntries,
  subjectsOfEvents,
} from './audit-entries.ts'
import { type Actor, recordDone } from './record-action.ts'

/** Disclosed personal values. */
export type Revealed =
  | { readonly what: 'body' | 'values'; readonly messageId: string; readonly ordinal?: number }
  /** ids of the subjects in a search result */
  | { readonly what: 'search'; readonly subjectIds: readonly string[] }

const subjectsOfMessage = defineStatement({
  name: 'record-revealed-message',
  text: `
    insert into action_subject (subject_id, action_id)
    select subject_id, $1::uuid from event
    where message_id = $2::uuid and ($3::int is null or ordinal = $3)
    union
    select subject_id, $1::uuid from delivery
    where message_id = $2::uuid and ($3::int is null or ordinal = $3)`,
})

const foundSubjects = defineStatement({
  name: 'record-found-subjects',
  text: `
    insert into action_subject (subject_id, action_id)
    select distinct subject_id, $1::uuid from unnest($2::bigint[]) as s (subject_id)`,
})

const laterSubjects = defineStatement({
  name: 'record-decoded-subjects',
  text: `
    insert into action_subject (subject_id, action_id)
    select s.subject_id, a.id
    from (
      select subject_id from event where message_id = $1::uuid
      union
      select subject_id from delivery where message_id = $1::uuid
    ) s cross join (
      select id from action where kind = 'reveal' and detail->>'messageId' = $1::text
    ) a
    on conflict do nothing`,
})

/** Adds subjects to earlier reveals of a body that could not be decoded then. */
export async function nameDecodedSubjects(client: ClientBase, messageId: string): Promise<void> {
  await execute(client, laterSubjects, [messageId])
}

/**
 * Records the disclosure of personal values with reader and subjects. Stores ids only: no key of a
 * person and no search text.
 */
export function recordReveal(
  pool: Pool,
  by: Actor,
  revealed: Revealed,
  audit: AuditTrail | null,
): Promise<void> {
  const id = newId()
  const { what } = revealed
  const messageId = what === 'search' ? null : revealed.messageId
  return inTransaction(pool, async (client) => {
    await recordDone(client, {
      id,
      kind: 'reveal',
      by,
      comment: null,
      filter: null,
      detail: { what, messageId },
      matched: 1,
    })
    await recordSubjects(client, id, revealed)
    if (audit !== null) {
      await recordAuditEntries(client, audit, await entriesOf(client, id, by, revealed))
    }
  })
}

/** One entry for each subject, as the audit log names one data subject per entry. */
async function entriesOf(
  client: ClientBase,
  actionId: string,
  by: Actor,
  revealed: Revealed,
): Promise<AuditEntry[]> {
  const of = { kind: 'data-access', actionId, by, fields: [revealed.what] } as const
  if (revealed.what === 'search') {
    const found: (string | null)[] = [...new Set(revealed.subjectIds)]
    const place = { messageId: null, ordinal: null }
    return (found.length === 0 ? [null] : found).map((subjectId) => ({
      ...of,
      ...place,
      subjectId,
    }))
  }
  const { messageId, ordinal = null } = revealed
  const [subjects = []] = await subjectsOfEvents(client, [{ messageId, ordinal }])
  return subjects.map((subjectId) => ({ ...of, messageId, ordinal, subjectId }))
}

function recordSubjects(client: ClientBase, id: string, revealed: Revealed): Promise<unknown> {
  if (revealed.what === 'search') return execute(client, foundSubjects, [id, revealed.subjectIds])
  return execute(client, subjectsOfMessage, [id, revealed.messageId, revealed.ordinal ?? null])
}
