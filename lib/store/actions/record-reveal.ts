import type { ClientBase, Pool } from 'pg'
import { newId } from '../../new-id.ts'
import { defineStatement, run } from '../db/statement.ts'
import { inTransaction } from '../db/transaction.ts'
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
  await run(client, laterSubjects, [messageId])
}

/**
 * Records the disclosure of personal values with reader and subjects. Stores ids only: no key of a
 * person and no search text.
 */
export function recordReveal(pool: Pool, by: Actor, revealed: Revealed): Promise<void> {
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
    return { result: undefined, lastStatement: recordSubjects(client, id, revealed) }
  })
}

function recordSubjects(client: ClientBase, id: string, revealed: Revealed): Promise<unknown> {
  if (revealed.what === 'search') return run(client, foundSubjects, [id, revealed.subjectIds])
  return run(client, subjectsOfMessage, [id, revealed.messageId, revealed.ordinal ?? null])
}
