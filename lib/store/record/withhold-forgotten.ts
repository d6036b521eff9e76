import type { ClientBase } from 'pg'
import type { DomainEvent } from '../../events/event.ts'
import { defineStatement, execute } from '../db/statement.ts'
import { vaultOf } from '../db/vault-of.ts'
import { detachForgotten } from './detach-forgotten.ts'
import type { EventPlace } from './discarded-events.ts'
import { findErasedSince } from './find-erased-since.ts'
import { findForgottenOriginals } from './find-forgotten-originals.ts'
import { type FoundSubject, findOrAddSubjects, forgottenSubject } from './find-or-add-subjects.ts'
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
 * comes back. All other events are recorded without readable data and handed to nobody. So are repeats of
 * events from before the erasure, and events before the one that opens the key.
 */
export async function withholdForgotten(
  client: ClientBase,
  events: readonly IdentifiedEvent[],
  subjects: SubjectIds,
  rule: ReopeningRule,
): Promise<readonly IdentifiedEvent[]> {
  const hasRepeats = events.some(({ duplicateOf }) => duplicateOf !== null)
  if (!rule.known && !hasRepeats && !subjects.hasForgotten()) return events
  const forgotten = await forgottenRows(client, events, subjects, rule.known)
  if (forgotten.size === 0) return events
  const reopening = [...forgotten.keys()].filter(
    (event) =>
      event.duplicateOf === null &&
      // An event that does not count, because another sender does, tells nothing of the person.
      event.toRecord.discarded === null &&
      rule.reopeningTypes?.includes(event.toRecord.event.type ?? ''),
  )
  // A message that is decoded again may have been sent before the erasure.
  const returning = rule.known ? await receivedLater(client, reopening, subjects) : reopening
  if (returning.length > 0) await reopen(client, returning.map(subjectOf), subjects)
  const withheld = beforeReturn(forgotten, new Set(returning))
  for (const event of withheld) subjects.withhold(event, forgotten.get(event) as FoundSubject)
  await removeLanes(client, events, withheld, subjects)
  return events.map((event) => (withheld.has(event) ? withoutContent(event) : event))
}

/** The events of forgotten persons, each with the row of the forgotten person, in order. */
async function forgottenRows(
  client: ClientBase,
  events: readonly IdentifiedEvent[],
  subjects: SubjectIds,
  known: boolean,
): Promise<ReadonlyMap<IdentifiedEvent, FoundSubject>> {
  const rowOf = (event: IdentifiedEvent) => subjects.of(subjectOf(event))
  // A person who was hired again has a new row. The row of the first occurrence tells of the erasure.
  const inBatch = new Set(events.map(({ message }) => message.id))
  const repeats = events.flatMap((event) =>
    event.duplicateOf === null || inBatch.has(event.duplicateOf.messageId)
      ? []
      : [{ event, original: event.duplicateOf }],
  )
  const originals = await findForgottenOriginals(
    client,
    repeats.map(({ original }) => original),
  )
  const ofRepeats = new Map(
    originals.map(({ place, subjectId }) => {
      const { event } = repeats[place - 1] as (typeof repeats)[number]
      return [event, forgottenSubject(subjectId, rowOf(event).person)]
    }),
  )
  const others = events.filter((event) => !rowOf(event).isForgotten && !ofRepeats.has(event))
  const erased = known ? await findErasedSince(client, others, subjects) : new Map()
  return new Map(
    events.flatMap((event) => {
      const row = rowOf(event).isForgotten
        ? rowOf(event)
        : (ofRepeats.get(event) ?? erased.get(event))
      return row === undefined ? [] : [[event, row] as const]
    }),
  )
}

/** Repeats of events that are withheld are withheld, too. */
function beforeReturn(
  forgotten: ReadonlyMap<IdentifiedEvent, FoundSubject>,
  returning: ReadonlySet<IdentifiedEvent>,
): ReadonlySet<IdentifiedEvent> {
  const returned = new Set<string>()
  const newPlaces = new Set<string>()
  const withheld = new Set<IdentifiedEvent>()
  for (const event of forgotten.keys()) {
    const person = textOfSubject(subjectOf(event))
    if (returning.has(event)) returned.add(person)
    const { message, ordinal, duplicateOf } = event
    const isOld = duplicateOf !== null && !newPlaces.has(placeText(duplicateOf))
    if (isOld || !returned.has(person)) withheld.add(event)
    else newPlaces.add(placeText({ messageId: message.id, ordinal }))
  }
  return withheld
}

function placeText({ messageId, ordinal }: EventPlace): string {
  return `${messageId}:${ordinal}`
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
