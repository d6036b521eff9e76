import type { Pool } from 'pg'
import { newId } from '../../new-id.ts'
import { defineStatement, execute } from '../db/statement.ts'
import { inTransaction } from '../db/transaction.ts'
import { type AuditEntry, type AuditTrail, recordAuditEntries } from './audit-entries.ts'
import { type Actor, recordDone } from './record-action.ts'

/** An export that shows personal values. */
export interface RecordedExport {
  readonly id: string
  readonly by: Actor
  readonly audit: AuditTrail | null
}

/** Returns the subjects that the export did not contain before. */
const addSubjects = defineStatement<{ subjectId: string }>({
  name: 'record-exported-subjects',
  columns: { subjectId: true },
  text: `
    insert into action_subject (subject_id, action_id)
    select distinct subject_id, $1::uuid from unnest($2::bigint[]) as s (subject_id)
    on conflict do nothing returning subject_id as "subjectId"`,
})

/** Records the beginning of an export. The subjects follow with each page. */
export function beginExport(
  pool: Pool,
  by: Actor,
  audit: AuditTrail | null,
): Promise<RecordedExport> {
  const begun = { id: newId(), by, audit }
  return inTransaction(pool, async (client) => {
    await recordDone(client, {
      id: begun.id,
      kind: 'reveal',
      by,
      comment: null,
      filter: null,
      detail: { what: 'export', messageId: null },
      matched: 1,
    })
    if (audit !== null) await recordAuditEntries(client, audit, [entryOf(begun, null)])
    return begun
  })
}

/** Records the subjects of a page, before the reader gets the page. Each counts once for an export. */
export function recordExported(
  pool: Pool,
  begun: RecordedExport,
  subjectIds: readonly string[],
): Promise<void> {
  const { id, audit } = begun
  return inTransaction(pool, async (client) => {
    const added = await execute(client, addSubjects, [id, subjectIds])
    if (audit !== null && added.length > 0) {
      const entries = added.map(({ subjectId }) => entryOf(begun, subjectId))
      await recordAuditEntries(client, audit, entries)
    }
  })
}

function entryOf({ id, by }: RecordedExport, subjectId: string | null): AuditEntry {
  return {
    kind: 'data-access',
    actionId: id,
    by,
    fields: ['export'],
    messageId: null,
    ordinal: null,
    subjectId,
  }
}
