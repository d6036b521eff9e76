import { decodeMessage } from '../../events/decode-message.ts'
import { newId } from '../../new-id.ts'
import { AUDIT_TYPE_PREFIX } from '../../states.ts'
import type { ClientBase } from '../db/database.ts'
import { defineStatement, execute, type Queryable } from '../db/statement.ts'
import { findOrAddCaller } from '../record/find-or-add-caller.ts'
import { INTERNAL_CALLER } from '../record/internal-messages.ts'
import type { MessageToRecord } from '../record/recording.ts'
import { type RecordingContext, writeRecording } from '../record/write-recording.ts'
import type { Actor } from './record-action.ts'

/** Where entries of the audit log go; null = no audit log is configured. */
export type AuditTrail = Pick<
  RecordingContext,
  'instanceId' | 'handlerIds' | 'duplicateWindows'
> & {
  /** the handler that sends them */
  readonly handlerId: number
}

/** A disclosure or change of personal values. Contains ids and field names, but no values. */
export interface AuditEntry {
  readonly kind: 'data-access' | 'data-modification'
  readonly actionId: string
  readonly by: Actor
  /** disclosed or changed fields, or parts of a message */
  readonly fields: readonly string[]
  /** null = a search, or a body without events */
  readonly messageId: string | null
  readonly ordinal: number | null
  readonly subjectId: string | null
}

/** The content of an event of an internal message. */
export type StoredAuditEntry = AuditEntry & {
  /** the same at every attempt */
  readonly id: string
  /** ISO 8601 */
  readonly at: string
}

const TYPES = {
  'data-access': `${AUDIT_TYPE_PREFIX}data-access`,
  'data-modification': `${AUDIT_TYPE_PREFIX}data-modification`,
} as const
const CONTENT_TYPE = 'application/cloudevents-batch+json'
/** Entries of one internal message. */
const MAX_ENTRIES = 500

/**
 * Records entries in the transaction of their action: a value is shown, or changed, only with its
 * entry. Each entry has a lane of its own, so that none waits for another. The new lanes are locked
 * by nobody else: this can follow the locks of any action.
 */
export async function recordAuditEntries(
  client: ClientBase,
  trail: AuditTrail,
  entries: readonly AuditEntry[],
): Promise<void> {
  for (let from = 0; from < entries.length; from += MAX_ENTRIES) {
    const message = internalMessage(trail, entries.slice(from, from + MAX_ENTRIES))
    const callerId = await findOrAddCaller(client, INTERNAL_CALLER)
    const callerIds = new Map([[message, callerId]])
    const context = { ...trail, callerIds, known: false, starts: null }
    const { lastStatement } = await writeRecording(client, [message], context)
    await lastStatement
  }
}

function internalMessage(trail: AuditTrail, entries: readonly AuditEntry[]): MessageToRecord {
  const id = newId()
  const receivedAt = new Date()
  const body = Buffer.from(JSON.stringify(entries.map((entry) => cloudEvent(entry, receivedAt))))
  const { events, format, contract } = decodeMessage(body, {
    contentType: CONTENT_TYPE,
    typeHint: null,
  })
  return {
    ...{ id, receivedAt, body, format, contract },
    ...{ caller: INTERNAL_CALLER, company: null, correlationId: id, traceparent: null },
    ...{ contentType: CONTENT_TYPE, contentEncoding: null, typeHint: null, hints: null },
    ...{ warnings: [], externalEventId: null, errorCode: null },
    type: events[0]?.type ?? null,
    events: events.map((event, ordinal) => {
      const subject = { kind: 'internal', key: `${id}:${ordinal}` }
      const plan = { subject, failure: null, startAt: null, overtaken: false }
      return {
        event,
        // Never read: discarded events take no identity.
        identity: { kind: 'body', id: subject.key, content: subject.key },
        subject,
        subjectField: null,
        discarded: 'internal',
        deliveries: [{ ...plan, handlerId: trail.handlerId }],
      }
    }),
  }
}

/** The data are text: fields of JSON data would become searchable keys. */
function cloudEvent(entry: AuditEntry, at: Date): object {
  const stored: StoredAuditEntry = { ...entry, id: crypto.randomUUID(), at: at.toISOString() }
  return {
    specversion: '1.0',
    id: stored.id,
    source: INTERNAL_CALLER.clientId,
    type: TYPES[entry.kind],
    time: stored.at,
    datacontenttype: 'text/plain',
    data: JSON.stringify(stored),
  }
}

export interface ConcernedEvent {
  readonly messageId: string
  /** null = all events of the message */
  readonly ordinal: number | null
}

const concerned = defineStatement<{ place: number; subjectId: string }>({
  name: 'find-concerned-subjects',
  columns: { place: true, subjectId: true },
  text: `
    select distinct c.place::int, e.subject_id as "subjectId"
    from unnest($1::uuid[], $2::int[]) with ordinality as c (message_id, ordinal, place)
    cross join lateral (
      select subject_id from event
      where message_id = c.message_id and (c.ordinal is null or ordinal = c.ordinal)) e
    order by 1, 2`,
})

/** The subjects of each event; [null] = none is known. */
export async function subjectsOfEvents(
  client: Queryable,
  events: readonly ConcernedEvent[],
): Promise<(string | null)[][]> {
  const columns = [events.map(({ messageId }) => messageId), events.map(({ ordinal }) => ordinal)]
  const found: (string | null)[][] = events.map(() => [])
  for (const { place, subjectId } of await execute(client, concerned, columns)) {
    found[place - 1]?.push(subjectId)
  }
  return found.map((subjects) => (subjects.length === 0 ? [null] : subjects))
}
