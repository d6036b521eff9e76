import type { Pool } from 'pg'
import type { NamedCaller } from '../../auth/caller.ts'
import type { MessageWarning } from '../../events/message-warning.ts'
import type { MessageStatus } from '../../states.ts'
import { clearLength } from '../db/sealed-values.ts'
import { all, raw, type Sql, sql } from '../db/sql.ts'
import { isOfSender } from '../record/internal-messages.ts'
import { statusJoin } from './message-status.ts'
import { noHandler } from './no-handler.ts'
import { type MessageOutcome, outcomesOf } from './outcomes-of-messages.ts'
import type { Count, Page, PageRequest } from './page.ts'
import { readByEffective } from './read-by-effective.ts'
import { countRows, type Reading, readPage } from './read-page.ts'
import type { MessageFilter, RecordFilter } from './record-filter.ts'
import {
  deliveryExists,
  eventConditions,
  isSubject,
  messageConditions,
  type ResolvedNames,
  resolveNames,
} from './resolve-filter.ts'
import { chooseSource } from './sources.ts'

export interface MessageSummary {
  readonly id: string
  readonly receivedAt: Date
  readonly status: MessageStatus
  readonly eventCount: number
  /** events without a handler */
  readonly eventsWithoutHandler: number
  readonly company: string | null
  readonly caller: NamedCaller
  readonly correlationId: string
  readonly contentType: string | null
  readonly format: string | null
  readonly contract: string | null
  readonly type: string | null
  readonly externalEventId: string | null
  readonly duplicateOf: string | null
  /** reason code if all events are discarded, else null */
  readonly discarded: string | null
  /** code of the decoding error */
  readonly errorCode: string | null
  readonly warnings: readonly MessageWarning[]
  readonly bodyBytes: number
}

export type ListedMessage = MessageSummary & MessageOutcome

export async function listMessages(
  pool: Pool,
  filter: MessageFilter,
  request: PageRequest,
): Promise<Page<ListedMessage>> {
  const reading = await readingOf(pool, filter)
  const page =
    filter.sort === 'effective'
      ? await readByEffective(pool, reading, request)
      : await readPage(pool, reading, request)
  const outcomes = await outcomesOf(
    pool,
    page.items.map(({ id }) => id),
  )
  return {
    ...page,
    items: page.items.flatMap((row) => {
      const outcome = outcomes.get(row.id)
      return outcome === undefined ? [] : [{ ...toMessage(row), ...outcome }]
    }),
  }
}

export async function countMessages(pool: Pool, filter: MessageFilter): Promise<Count> {
  return countRows(pool, await readingOf(pool, filter))
}

export const messageColumns = sql`m.id, m.received_at as "receivedAt", s.status,
  m.event_count as "eventCount",
  (select count(*)::int from event e where e.message_id = m.id and ${noHandler}) as "eventsWithoutHandler",
  m.company, c.issuer, c.client_id as "clientId", c.tenant,
  c.name,
  m.correlation_id as "correlationId", m.content_type as "contentType", m.format, m.contract, m.type,
  m.external_event_id as "externalEventId", m.duplicate_of as "duplicateOf", m.discarded, m.error_code as "errorCode",
  coalesce(m.warnings, '[]'::jsonb) as warnings,
  ${clearLength('m')} as "bodyBytes"`

export type MessageRow = Omit<MessageSummary, 'caller'> & MessageSummary['caller']

export function toMessage({ issuer, clientId, tenant, name, ...rest }: MessageRow): MessageSummary {
  return { ...rest, caller: { issuer, clientId, tenant, name } }
}

async function readingOf(
  pool: Pool,
  filter: MessageFilter,
): Promise<Reading<MessageRow, MessageFilter>> {
  const names = await resolveNames(pool, filter)
  const { status } = filter
  return {
    source: await chooseSource(pool, filter, names),
    filter,
    columns: messageColumns,
    joins: sql`join message m on m.id = x.id ${status === undefined ? raw('') : statusJoin}`,
    showing: sql`join caller c on c.id = m.caller_id ${status === undefined ? statusJoin : raw('')}`,
    where: all([messageFilterConditions(filter, names), hasStatus(filter)]),
    ofSenders: { condition: raw(isOfSender('m')), rows: raw('1') },
    key: ['x.id'],
    keyOf: ({ id }) => [id],
    order: filter.order ?? 'desc',
  }
}

/** Conditions of a filter on a message's status (`s`, see `statusJoin`). */
export function hasStatus({ status }: RecordFilter): Sql {
  return status === undefined ? raw('true') : sql`s.status = ${status}`
}

/** Conditions of a filter on a message (`m`), its events and deliveries, without its status. */
export function messageFilterConditions(filter: RecordFilter, names: ResolvedNames): Sql {
  const ofMessage = raw('f.message_id = m.id')
  const { subjects, noHandler: unhandled } = filter
  const ofEvent =
    unhandled === true
      ? all([eventConditions(filter, names), noHandler])
      : eventConditions(filter, names)
  return all([
    messageConditions(filter, names),
    ofEvent !== null && sql`exists ${eventsOfMessage(ofEvent)}`,
    unhandled === false && sql`not exists ${eventsOfMessage(noHandler)}`,
    names.handlerId !== null && deliveryExists(ofMessage, sql`f.handler_id = ${names.handlerId}`),
    subjects !== undefined &&
      sql`(exists (select from event e where e.message_id = m.id and ${isSubject('e.subject_id', subjects)})
        or ${deliveryExists(ofMessage, isSubject('f.subject_id', subjects))})`,
  ])
}

/**
 * The events of message `m` with a condition. `offset 0` keeps this a look-up for each message: as a join,
 * PostgreSQL would compare all events of the condition with all messages of the source.
 */
function eventsOfMessage(condition: Sql): Sql {
  return sql`(select from event e where e.message_id = m.id and ${condition} offset 0)`
}
