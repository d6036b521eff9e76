import type { Pool } from 'pg'
import { places } from '../../encryption/places.ts'
import { sealedJson } from '../db/sealed-values.ts'
import { all, raw, type Sql, sql } from '../db/sql.ts'
import { listOf, type Reading } from './read-page.ts'
import type { AttemptFilter } from './record-filter.ts'
import { eventConditions, isSubject, messageConditions, resolveNames } from './resolve-filter.ts'
import { chooseSource } from './sources.ts'

export interface AttemptSummary {
  readonly messageId: string
  readonly ordinal: number
  readonly handler: string
  readonly handlerId: number
  readonly run: number
  readonly number: number
  readonly lease: string
  readonly instanceId: string
  readonly startedAt: Date
  readonly endedAt: Date | null
  /** null = running */
  readonly outcome: string | null
  /** masked before storage */
  readonly error: unknown
  readonly logLines: number
}

export const { list: listAttempts, count: countAttempts } = listOf(readingOf)

async function readingOf(pool: Pool, filter: AttemptFilter): Promise<Reading<AttemptSummary>> {
  const names = await resolveNames(pool, filter)
  const { subjects, outcome, running, instanceId } = filter
  return {
    source: await chooseSource(pool, filter, names, running === true ? ['running'] : []),
    filter,
    columns: sql`a.message_id as "messageId", a.ordinal, h.name as handler, a.handler_id as "handlerId",
      a.run, a.number, a.lease, a.instance_id as "instanceId", a.started_at as "startedAt",
      a.ended_at as "endedAt", a.outcome, ${sealedJson(places.attempt, 'a', 'error')} as error, coalesce(a.log_lines, 0) as "logLines"`,
    joins: sql`join lateral ${attemptsOfMessage(raw('x.id'))} a on true
      join delivery d on d.message_id = a.message_id and d.ordinal = a.ordinal
        and d.handler_id = a.handler_id and d.run = a.run
      join event e on e.message_id = a.message_id and e.ordinal = a.ordinal
      join message m on m.id = x.id`,
    showing: raw('join handler h on h.id = a.handler_id'),
    where: all([
      names.handlerId !== null && sql`a.handler_id = ${names.handlerId}`,
      outcome !== undefined && sql`a.outcome = ${outcome}`,
      running !== undefined && sql`(a.ended_at is null) = ${running}`,
      instanceId !== undefined && sql`a.instance_id = ${instanceId}::uuid`,
      subjects !== undefined &&
        sql`(${isSubject('d.subject_id', subjects)} or ${isSubject('e.subject_id', subjects)})`,
      eventConditions(filter, names),
      messageConditions(filter, names),
    ]),
    key: ['x.id', 'a.ordinal', 'a.handler_id', 'a.run', 'a.number'],
    keyOf: ({ messageId, ordinal, handlerId, run, number }) => [
      messageId,
      ordinal,
      handlerId,
      run,
      number,
    ],
  }
}

/** SQL of a message's ended attempts, and of running ones, whose start is in the delivery. */
export function attemptsOfMessage(id: Sql): Sql {
  return sql`(
    select message_id, ordinal, handler_id, run, number, lease, instance_id, started_at, ended_at,
      outcome, log_lines, error_cause, key_id, error, log, calls
    from attempt where message_id = ${id}
    union all
    select message_id, ordinal, handler_id, run, attempts_started, lease, started_by, started_at, null,
      null, null, null, null::uuid, null, null, null
    from delivery where message_id = ${id} and state = 'running')`
}
