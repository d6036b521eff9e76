import type { ClientBase } from 'pg'
import type { DomainEvent } from '../../events/event.ts'
import { defineStatement, execute } from '../db/statement.ts'
import { vaultOf } from '../db/vault-of.ts'
import { detachForgotten } from './detach-forgotten.ts'
import { type FoundSubject, findOrAddSubjects } from './find-or-add-subjects.ts'
import type { IdentifiedEvent } from './identified-event.ts'
import { listUnusedKeys } from './list-unused-keys.ts'
import { dropPerson, type InLedger } from './person-keys.ts'
import { type SubjectKey, textOfSubject } from './subject-text.ts'
import { type SubjectIds, subjectKeyFor } from './subjects-of-batch.ts'

export interface ReopeningRule {
  /** event types that open a new key; absent = none */
  readonly reopeningTypes?: readonly string[]
  /** the messages were stored earlier, and are decoded again */
  readonly known: boolean
}

/**
 * Applies the rule for new events of forgotten persons: some types open a new key, as for a person who
 * comes back. All other events are recorded without readable data and handed to nobody.
 */
export async function withholdForgotten(
  client: ClientBase,
  events: readonly IdentifiedEvent[],
  subjects: SubjectIds,
  { reopeningTypes = [], known }: ReopeningRule,
): Promise<readonly IdentifiedEvent[]> {
  if (!subjects.hasForgotten()) return events
  const ofForgotten = events.filter((event) => subjects.isForgotten(subjectOf(event)))
  if (ofForgotten.length === 0) return events
  // A repeat was sent before the erasure, and so may have been a message that is decoded again.
  const reopening = ofForgotten.filter(
    ({ toRecord: { event }, duplicateOf }) =>
      duplicateOf === null && reopeningTypes.includes(event.type ?? ''),
  )
  const returning = known ? await receivedLater(client, reopening, subjects) : reopening
  if (returning.length > 0) await reopen(client, returning.map(subjectOf), subjects)
  const withheld = new Set(events.filter((event) => subjects.isForgotten(subjectOf(event))))
  await removeLanes(client, events, withheld, subjects)
  return events.map((event) => (withheld.has(event) ? withoutContent(event) : event))
}

function subjectOf(event: IdentifiedEvent): SubjectKey {
  return subjectKeyFor(event, event.toRecord.subject)
}

const forgottenAt = defineStatement<{ id: string; at: Date }>({
  name: 'find-times-of-erasures',
  columns: { id: true, at: true },
  text: `
    select id, forgotten_at as at from subject
    where id = any($1::bigint[]) and forgotten_at is not null`,
})

/** The events of messages that were received after the erasure of their person. */
async function receivedLater(
  client: ClientBase,
  events: readonly IdentifiedEvent[],
  subjects: SubjectIds,
): Promise<readonly IdentifiedEvent[]> {
  if (events.length === 0) return []
  const idOf = (event: IdentifiedEvent) => subjects.idOf(subjectOf(event))
  const rows = await execute(client, forgottenAt, [events.map(idOf)])
  const timeOf = new Map(rows.map(({ id, at }) => [id, at]))
  return events.filter((event) => {
    const at = timeOf.get(idOf(event))
    return at !== undefined && event.message.receivedAt > at
  })
}

/** Gives persons who came back a row and a key of their own. */
async function reopen(
  client: ClientBase,
  keys: readonly SubjectKey[],
  subjects: SubjectIds,
): Promise<void> {
  const byText = new Map(keys.map((key) => [textOfSubject(key), key]))
  const ids = [...byText.values()].map((key) => subjects.idOf(key))
  const untilOf = await detachForgotten(client, ids)
  const returned = new Map<string, InLedger>()
  for (const [text, key] of byText) {
    const until = untilOf.get(subjects.idOf(key))
    if (until != null) returned.set(text, { until, forgottenBy: null })
    dropPerson(vaultOf(client), key)
  }
  const found = await findOrAddSubjects(client, [...byText.values()], returned)
  ;[...byText.keys()].forEach((text, index) => {
    subjects.found.set(text, found[index] as FoundSubject)
  })
}

const remove = defineStatement({
  name: 'remove-lanes-of-forgotten',
  text: `
    with gone as (
      delete from subject where id = any($1::bigint[]) and xmin = pg_current_xact_id()::xid returning key_id
    )${listUnusedKeys('gone')}`,
})

/** Deletes the subjects that this recording has just added for lanes of withheld events alone. */
async function removeLanes(
  client: ClientBase,
  events: readonly IdentifiedEvent[],
  withheld: ReadonlySet<IdentifiedEvent>,
  subjects: SubjectIds,
): Promise<void> {
  const idsOf = (event: IdentifiedEvent) =>
    event.toRecord.deliveries.map(({ subject }) => subjects.idOf(subjectKeyFor(event, subject)))
  const used = new Set(
    events.flatMap((event) => [
      subjects.idOf(subjectOf(event)),
      ...(withheld.has(event) ? [] : idsOf(event)),
    ]),
  )
  const unused = [...withheld].flatMap(idsOf).filter((id) => !used.has(id))
  if (unused.length === 0) return
  await execute(client, remove, [unused])
  for (const event of withheld) {
    for (const { subject } of event.toRecord.deliveries) {
      dropPerson(vaultOf(client), subjectKeyFor(event, subject))
    }
  }
}

function withoutContent(event: IdentifiedEvent): IdentifiedEvent {
  const { toRecord } = event
  return {
    ...event,
    toRecord: {
      ...toRecord,
      event: withoutValues(toRecord.event),
      discarded: 'forgotten',
      deliveries: [],
    },
  }
}

function withoutValues(event: DomainEvent): DomainEvent {
  const nothing = { keys: [], params: [], more: [], payload: null }
  return { ...event, ...nothing, effectiveStartDate: null, publishedBy: null }
}
