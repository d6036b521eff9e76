import { PERSON_KINDS } from '../../events/person-fields.ts'
import type { StoredAuditEntry } from '../../store/actions/audit-entries.ts'

/** The subject of an entry; null = deleted or forgotten. */
export type EntrySubject = {
  readonly kind: string
  readonly company: string | null
  readonly key: string
} | null

/** The terms of the audit log: names and values that identify an object. */
export type ObjectId = Readonly<Record<string, string>>

/** Also SAP's own clients send this where something has no value. */
export const NOT_PROVIDED = 'not provided'

/** The employee's id, as data subjects ask by it; for records, whose keys can hold any value, our id. */
export function dataSubjectOf(
  { subjectId }: StoredAuditEntry,
  subject: EntrySubject,
): { readonly type: string; readonly id: ObjectId } {
  const own = { subject: subjectId ?? NOT_PROVIDED }
  if (subject === null || !isPerson(subject.kind)) return { type: 'record', id: own }
  const company = subject.company === null ? {} : { company: subject.company }
  return { type: 'employee', id: { ...company, [subject.kind]: subject.key } }
}

function isPerson(kind: string): boolean {
  return (PERSON_KINDS as readonly string[]).includes(kind)
}

/** The recorded event or action, by our ids. */
export function objectOf({ messageId, ordinal, actionId }: StoredAuditEntry): {
  readonly type: string
  readonly id: ObjectId
} {
  const event = ordinal === null ? {} : { event: String(ordinal) }
  return messageId === null
    ? { type: 'search', id: { action: actionId } }
    : { type: 'message', id: { action: actionId, message: messageId, ...event } }
}
