import type { Pool } from 'pg'
import { places } from '../../encryption/places.ts'
import type { DeliveryState } from '../../states.ts'
import { sealedText } from '../db/sealed-values.ts'
import { all, raw, type Sql, sql } from '../db/sql.ts'
import { leaseEnded } from './lease-state.ts'
import { listOf, type Reading } from './read-page.ts'
import type { DeliveryFilter } from './record-filter.ts'
import {
  eventConditions,
  isSubject,
  messageConditions,
  type ResolvedNames,
  resolveNames,
} from './resolve-filter.ts'
import { chooseSource } from './sources.ts'
import { type SubjectSummary, subjectColumn } from './subject-ref.ts'

export interface DeliverySummary {
  readonly messageId: string
  readonly ordinal: number
  readonly handler: string
  readonly handlerId: number
  readonly run: number
  readonly receivedAt: Date
  readonly company: string | null
  readonly type: string | null
  readonly entityType: string | null
  readonly eventId: string | null
  /** null = removed */
  readonly subject: SubjectSummary | null
  readonly position: string
  readonly state: DeliveryState
  /** has a turn in its lane */
  readonly holdsPlace: boolean
  readonly late: boolean
  readonly attemptsStarted: number
  /** running, but its lease has ended */
  readonly leaseEnded: boolean
  /** attempts that count against the retry limit */
  readonly countedAttempts: number
  readonly abandoned: number
  readonly startAt: Date | null
  readonly dueAt: Date | null
  readonly settledAt: Date | null
  /** reason code of a failed, skipped or cancelled delivery */
  readonly reasonCode: string | null
  readonly comment: string | null
  /** number of the current edit; 0 = original */
  readonly edit: number
  /** highest run of the same event and handler */
  readonly latestRun: number
}

export const { list: listDeliveries, count: countDeliveries } = listOf(readingOf)

export const deliveryColumns = sql`d.message_id as "messageId", d.ordinal, h.name as handler,
  d.handler_id as "handlerId", d.run, m.received_at as "receivedAt", m.company, e.type,
  e.entity_type as "entityType", e.event_id as "eventId", ${subjectColumn}, d.position, d.state,
  d.holds_place as "holdsPlace", d.late, d.attempts_started as "attemptsStarted", d.counted_attempts as "countedAttempts", d.abandoned, d.start_at as "startAt", d.due_at as "dueAt",
  d.settled_at as "settledAt", d.reason_code as "reasonCode", ${sealedText(places.delivery, 'd', 'comment')} as comment, d.edit,
  (select max(r.run) from delivery r where r.message_id = d.message_id and r.ordinal = d.ordinal
    and r.handler_id = d.handler_id) as "latestRun",
  ${leaseEnded} as "leaseEnded"`

/** Joins for the columns of a delivery `d`. */
export const deliveryShowing = raw(`join message m on m.id = d.message_id
  join event e on e.message_id = d.message_id and e.ordinal = d.ordinal
  join handler h on h.id = d.handler_id
  left join subject su on su.id = d.subject_id`)

async function readingOf(pool: Pool, filter: DeliveryFilter): Promise<Reading<DeliverySummary>> {
  const names = await resolveNames(pool, filter)
  return {
    source: await chooseSource(
      pool,
      filter,
      names,
      filter.state === undefined ? [] : [filter.state],
    ),
    filter,
    columns: deliveryColumns,
    joins: deliveryJoins,
    showing: raw(
      'join handler h on h.id = d.handler_id left join subject su on su.id = d.subject_id',
    ),
    where: deliveryConditions(filter, names),
    key: ['x.id', 'd.ordinal', 'd.handler_id', 'd.run'],
    keyOf: ({ messageId, ordinal, handlerId, run }) => [messageId, ordinal, handlerId, run],
  }
}

const isLatest = raw(`(not exists (select from delivery r where r.message_id = d.message_id
  and r.ordinal = d.ordinal and r.handler_id = d.handler_id and r.run > d.run))`)

/** Deliveries of the messages `x`, with the joins of the conditions. */
export const deliveryJoins = raw(`join delivery d on d.message_id = x.id
  join event e on e.message_id = d.message_id and e.ordinal = d.ordinal
  join message m on m.id = x.id`)

/** SQL: the last attempt failed with this cause. */
function failedFor(digest: string): Sql {
  return sql`exists (select from attempt a
    where a.message_id = d.message_id and a.ordinal = d.ordinal and a.handler_id = d.handler_id
      and a.run = d.run and a.number = d.attempts_started and a.error_cause = ${digest}::uuid)`
}

export function deliveryConditions(filter: DeliveryFilter, names: ResolvedNames): Sql {
  const { subjects, state, waits, holdsPlace, late, rerun, edited, attempted, reasonCode, latest } =
    filter
  return all([
    names.handlerId !== null && sql`d.handler_id = ${names.handlerId}`,
    state !== undefined && sql`d.state = ${state}`,
    waits !== undefined && sql`(d.state in ('waiting', 'retrying')) = ${waits}`,
    holdsPlace !== undefined && sql`d.holds_place = ${holdsPlace}`,
    late !== undefined && sql`d.late = ${late}`,
    rerun !== undefined && sql`(d.run > 0) = ${rerun}`,
    edited !== undefined && sql`(d.edit > 0) = ${edited}`,
    attempted !== undefined && sql`(d.attempts_started > 0) = ${attempted}`,
    reasonCode !== undefined && sql`d.reason_code = ${reasonCode}`,
    names.causeDigest !== null && failedFor(names.causeDigest),
    latest !== undefined && sql`${isLatest} = ${latest}`,
    subjects !== undefined &&
      sql`(${isSubject('d.subject_id', subjects)} or ${isSubject('e.subject_id', subjects)})`,
    eventConditions(filter, names),
    messageConditions(filter, names),
  ])
}
