import { hash } from 'node:crypto'
import type { StoredAuditEntry } from '../../store/actions/audit-entries.ts'
import {
  dataSubjectOf,
  type EntrySubject,
  NOT_PROVIDED,
  type ObjectId,
  objectOf,
} from './data-subject.ts'

/** The events of an entry for the ingestion API: one for each field. Pure. */
export function eventsOf(
  entry: StoredAuditEntry,
  subject: EntrySubject,
  source: string,
): readonly object[] {
  const object = objectOf(entry)
  const person = dataSubjectOf(entry, subject)
  const common = {
    objectType: object.type,
    // The API has no field for the user.
    objectId: flat({ ...object.id, user: entry.by.user ?? entry.by.clientId }),
    dataSubjectType: person.type,
    dataSubjectId: flat(person.id),
  }
  const type = entry.kind === 'data-access' ? 'dppDataAccess' : 'dppDataModification'
  const { at } = entry
  return entry.fields.map((attribute, place) => ({
    id: idOf(entry, place),
    specversion: 1,
    source,
    type,
    time: at,
    data: {
      metadata: {
        ts: at,
        appId: 'sf-event-receiver',
        infrastructure: { other: { runtimeType: 'Node.js' } },
        platform: { other: { platformName: 'sf-event-receiver' } },
      },
      data: {
        [type]:
          entry.kind === 'data-access'
            ? { ...common, channelType: 'HTTP', channelId: 'operations API', attribute }
            : { ...common, attribute, oldValue: NOT_PROVIDED, newValue: NOT_PROVIDED },
      },
    },
  }))
}

/** The same at every attempt. The first field has the id of the entry. */
function idOf({ id }: StoredAuditEntry, place: number): string {
  if (place === 0) return id
  const hex = hash('sha256', `${id} ${place}`)
  const parts = [
    [0, 8],
    [8, 12],
    [12, 16],
    [16, 20],
    [20, 32],
  ] as const
  return parts.map(([from, to]) => hex.slice(from, to)).join('-')
}

function flat(id: ObjectId): string {
  return Object.keys(id)
    .sort()
    .map((name) => `${name}:${id[name]}`)
    .join(' ')
}
