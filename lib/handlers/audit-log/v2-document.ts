import type { StoredAuditEntry } from '../../store/actions/audit-entries.ts'
import { dataSubjectOf, type EntrySubject, NOT_PROVIDED, objectOf } from './data-subject.ts'

export interface V2Document {
  /** appended to the path of the API */
  readonly path: 'data-accesses' | 'data-modifications'
  readonly document: object
}

/** An entry for the API v2 of the SAP Audit Log service. Pure. */
export function documentOf(entry: StoredAuditEntry, subject: EntrySubject): V2Document {
  const { id, at, by, fields } = entry
  const common = {
    uuid: id,
    user: by.user ?? by.clientId,
    time: at,
    tenant: '$PROVIDER',
    object: objectOf(entry),
    data_subject: { ...dataSubjectOf(entry, subject), role: 'data subject' },
  }
  if (entry.kind === 'data-access') {
    const channel = { type: 'HTTP', id: 'operations API' }
    const attributes = fields.map((name) => ({ name }))
    return { path: 'data-accesses', document: { ...common, channel, attributes } }
  }
  // Old and new values are personal data: they stay here.
  const attributes = fields.map((name) => ({ name, old: NOT_PROVIDED, new: NOT_PROVIDED }))
  return { path: 'data-modifications', document: { ...common, success: true, attributes } }
}
