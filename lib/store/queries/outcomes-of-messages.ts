import type { Pool } from 'pg'
import type { DeliveryState } from '../../states.ts'

import { query } from '../db/query.ts'
import { raw, sql } from '../db/sql.ts'
import { type SubjectSummary, subjectValue } from './subject-ref.ts'

/** The outcome of a message, and its subjects. */
export interface MessageOutcome {
  /** first ones, by event */
  readonly subjects: readonly SubjectSummary[]
  readonly subjectCount: number
  /** earliest effective day of its events, `YYYY-MM-DD`; null = unknown */
  readonly effectiveOn: string | null
  /** worst state of the latest runs by handler */
  readonly handlers: readonly { readonly handler: string; readonly state: DeliveryState }[]
  /**
   * completion by the last handler, without deliveries of actions and re-runs; null = none, or not all are
   * completed
   */
  readonly settledAt: Date | null
}

const MAX_SUBJECTS = 5

/** Worst first. */
const BADNESS: readonly DeliveryState[] = [
  'failed',
  'retrying',
  'running',
  'waiting',
  'scheduled',
  'cancelled',
  'skipped',
  'completed',
]

/** The outcomes of a page of messages, by id. */
export async function outcomesOf(
  pool: Pool,
  messageIds: readonly string[],
): Promise<ReadonlyMap<string, MessageOutcome>> {
  if (messageIds.length === 0) return new Map()
  const rows = await query<MessageOutcome & { id: string }>(
    pool,
    sql`select x.id, people.subjects, people.count as "subjectCount",
        people.effective_on::text as "effectiveOn", course.handlers, course.settled_at as "settledAt"
      from unnest(${messageIds}::uuid[]) as x (id)
      cross join lateral (
        select count(*)::int as count, min(e.effective_on) as effective_on,
          coalesce(jsonb_agg(${subjectValue} order by e.ordinal)
            filter (where e.place <= ${MAX_SUBJECTS} and su.id is not null), '[]') as subjects
        from (
          select subject_id, min(ordinal) as ordinal, min(effective_on) as effective_on,
            row_number() over (order by min(ordinal)) as place
          from event where message_id = x.id group by subject_id
        ) e
        left join subject su on su.id = e.subject_id
      ) people
      cross join lateral (
        select coalesce(jsonb_agg(jsonb_build_object('handler', h.name, 'state', o.state)
            order by h.name), '[]') as handlers,
          case when bool_and(o.settled) then max(o.settled_at) end as settled_at
        from (
          select handler_id, (array_agg(state order by array_position(${BADNESS}::text[], state)))[1] as state,
            bool_and(settled_at is not null) as settled,
            max(settled_at) filter (where not later) as settled_at
          from (${latestRuns}) latest group by handler_id
        ) o
        join handler h on h.id = o.handler_id
      ) course`,
  )
  return new Map(rows.map(({ id, ...outcome }) => [id, outcome]))
}

/** SQL: leaves out runs that were re-run. */
const latestRuns = raw(`
  select distinct on (ordinal, handler_id) handler_id, state, settled_at, run > 0 or exists (
      select from action_item i join action a on a.id = i.action_id
      where i.message_id = delivery.message_id and i.ordinal = delivery.ordinal
        and i.handler_id = delivery.handler_id and i.run = delivery.run
        and a.kind in ('backfill', 'hand-over', 'decode', 'repair')) as later
  from delivery
  where message_id = x.id order by ordinal desc, handler_id desc, run desc`)
