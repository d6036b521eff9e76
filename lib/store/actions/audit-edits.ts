import type { EventChanges } from '../../events/edit-event.ts'
import type { ClientBase } from '../db/database.ts'
import type { DeliveryKey } from '../record/started-delivery.ts'
import { type AuditTrail, recordAuditEntries, subjectsOfEvents } from './audit-entries.ts'
import type { Actor } from './record-action.ts'

/** Some senders use data as names. */
const HARMLESS_NAME = /^[A-Za-z0-9_-]{1,100}$/

/** The names of the fields that changes replace, without values. */
export function fieldsOf(changes: EventChanges): string[] {
  return Object.entries(changes).flatMap(([field, value]) => {
    if (!Array.isArray(value) || value.length === 0) return [field]
    const names = value.map(({ name }: { name: string }) => name)
    const shown = names.map((name) => (HARMLESS_NAME.test(name) ? `${field}.${name}` : field))
    return [...new Set(shown)]
  })
}

export interface Edit {
  /** the action */
  readonly id: string
  readonly by: Actor
  /** null = the action edits nothing */
  readonly changes: EventChanges | null
}

/** Records an entry for each edited delivery, in the transaction of the edit. */
export async function auditEdits(
  client: ClientBase,
  audit: AuditTrail | null,
  { id: actionId, by, changes }: Edit,
  edited: readonly Pick<DeliveryKey, 'messageId' | 'ordinal'>[],
): Promise<void> {
  if (audit === null || changes === null || edited.length === 0) return
  const subjects = await subjectsOfEvents(client, edited)
  const of = { kind: 'data-modification', actionId, by, fields: fieldsOf(changes) } as const
  const entries = edited.flatMap(({ messageId, ordinal }, index) =>
    (subjects[index] ?? []).map((subjectId) => ({ ...of, messageId, ordinal, subjectId })),
  )
  await recordAuditEntries(client, audit, entries)
}
