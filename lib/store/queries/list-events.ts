import type { Pool } from 'pg'
import { all, raw, sql } from '../db/sql.ts'
import { isOfSender } from '../record/internal-messages.ts'
import { noHandler } from './no-handler.ts'
import { listOf, type Reading } from './read-page.ts'
import type { EventFilter } from './record-filter.ts'
import {
  deliveryExists,
  eventConditions,
  isSubject,
  messageConditions,
  resolveNames,
} from './resolve-filter.ts'
import { chooseSource } from './sources.ts'
import { type SubjectSummary, subjectColumn } from './subject-ref.ts'

export interface EventSummary {
  readonly messageId: string
  readonly ordinal: number
  readonly receivedAt: Date
  readonly company: string | null
  readonly eventId: string | null
  readonly type: string | null
  readonly entityType: string | null
  readonly publishedAt: Date | null
  readonly position: string
  /** null = removed */
  readonly subject: SubjectSummary | null
  readonly duplicateOf: { readonly messageId: string; readonly ordinal: number } | null
  /** an earlier event had the same id and other content */
  readonly otherContent: boolean
  /** reason code of a discarded event, else null */
  readonly discarded: string | null
  /** without a handler */
  readonly noHandler: boolean
  /** discarded, but handed over by an operator */
  readonly handedOver: boolean
  /** equals an earlier record of its lane, but not the latest one */
  readonly mayBeRepeat: boolean
  /** the field that holds the subject; null = none */
  readonly subjectField: string | null
}

export const { list: listEvents, count: countEvents } = listOf(readingOf)

export const eventColumns = sql`e.message_id as "messageId", e.ordinal, m.received_at as "receivedAt",
  m.company, e.event_id as "eventId", e.type, e.entity_type as "entityType",
  e.published_at as "publishedAt", e.position, ${subjectColumn},
  case when e.duplicate_of is not null then
    jsonb_build_object('messageId', e.duplicate_of, 'ordinal', e.duplicate_of_ordinal) end as "duplicateOf",
  e.other_content as "otherContent", e.discarded, e.handed_over is not null as "handedOver",
  e.subject_field as "subjectField", coalesce(${noHandler}, false) as "noHandler",
  e.may_be_repeat as "mayBeRepeat"`

async function readingOf(pool: Pool, filter: EventFilter): Promise<Reading<EventSummary>> {
  const names = await resolveNames(pool, filter)
  const { subjects, entityType, repeat, otherContent } = filter
  const wantsNoHandler = filter.noHandler
  const ofEvent = raw('f.message_id = e.message_id and f.ordinal = e.ordinal')
  return {
    source: await chooseSource(pool, filter, names),
    filter,
    columns: eventColumns,
    joins: raw('join event e on e.message_id = x.id join message m on m.id = x.id'),
    showing: raw('left join subject su on su.id = e.subject_id'),
    where: all([
      messageConditions(filter, names),
      eventConditions(filter, names),
      names.handlerId !== null && deliveryExists(ofEvent, sql`f.handler_id = ${names.handlerId}`),
      subjects !== undefined &&
        sql`(${isSubject('e.subject_id', subjects)}
          or ${deliveryExists(ofEvent, isSubject('f.subject_id', subjects))})`,
      entityType !== undefined && sql`e.entity_type = ${entityType}`,
      repeat !== undefined && sql`(e.duplicate_of is not null) = ${repeat}`,
      otherContent !== undefined && sql`e.other_content = ${otherContent}`,
      wantsNoHandler !== undefined && sql`coalesce(${noHandler}, false) = ${wantsNoHandler}`,
    ]),
    ofSenders: { condition: raw(isOfSender('e')), rows: raw('m.event_count') },
    key: ['x.id', 'e.ordinal'],
    keyOf: ({ messageId, ordinal }) => [messageId, ordinal],
  }
}
