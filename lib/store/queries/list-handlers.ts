import type { Pool } from 'pg'
import { PERSON_KINDS } from '../../events/person-fields.ts'
import type { HandlerState } from '../../states.ts'
import { defineStatement, execute } from '../db/statement.ts'
import { isHoldOfAll } from '../registry/hold-of-all.ts'
import { type ActionAuthor, authorOf } from './action-author.ts'

export interface HandlerSummary {
  readonly name: string
  readonly formerNames: readonly string[]
  /** held by an operator, open by its circuit breaker, retired without an instance */
  readonly state: HandlerState
  /** by an operator, even while retired */
  readonly held: boolean
  /** the action that holds it, while it is held; else null */
  readonly hold: {
    readonly actionId: string
    readonly since: string
    readonly by: ActionAuthor
    /** put on hold together with all others */
    readonly all: boolean
  } | null
  readonly registeredAt: Date
  readonly lastSeenAt: Date
  readonly retiredAt: Date | null
  readonly circuit: {
    /** null = closed */
    readonly openedAt: string | null
    readonly probeAt: string | null
    readonly faultySubjects: number
  }
  readonly definition: unknown
  /** live instances with the handler */
  readonly instances: number
  /** a lane belongs to one person or other record */
  readonly parkedLanes: number
  readonly parkedPeople: number
  readonly retryingLanes: number
  /** deliveries behind the heads of parked lanes */
  readonly waitingBehindParked: number
  /** deliveries in unparked lanes, even of a held handler; without scheduled ones */
  readonly waiting: number
  /** deliveries waiting for their start date */
  readonly scheduled: number
  /** wait of the longest due lane for a claim */
  readonly overdueSeconds: number
  /** numbers may be higher: counts end at 10,000 lanes */
  readonly atLeast: boolean
}

/** Limit of lanes of one handler for one count. */
const MAX_LANES = 10_000

const statement = defineStatement<HandlerSummary>({
  name: 'list-handlers',
  columns: {
    name: true,
    formerNames: true,
    state: true,
    held: true,
    hold: true,
    registeredAt: true,
    lastSeenAt: true,
    retiredAt: true,
    circuit: true,
    definition: true,
    instances: true,
    parkedLanes: true,
    parkedPeople: true,
    retryingLanes: true,
    waitingBehindParked: true,
    waiting: true,
    scheduled: true,
    overdueSeconds: true,
    atLeast: true,
  },
  text: `
    select h.name, h.former_names as "formerNames", case
        when h.retired_at is not null then 'retired'
        when h.state = 'held' then 'held'
        when h.circuit_opened_at is not null then 'open'
        else 'running' end as state, h.state = 'held' as held,
      case when hold.id is not null then jsonb_build_object('actionId', hold.id,
        'since', hold.requested_at, 'by', ${authorOf('hold')}, 'all', ${isHoldOfAll('hold')}) end as hold,
      h.registered_at as "registeredAt", h.last_seen_at as "lastSeenAt", h.retired_at as "retiredAt",
      jsonb_build_object('openedAt', h.circuit_opened_at, 'probeAt', h.probe_at,
        'faultySubjects', cardinality(h.faulty_subject_ids)) as circuit,
      h.definition, (
        select count(*)::int from instance i
        where h.id = any(i.handler_ids) and i.ended_at is null
          and i.last_seen_at > receiver_clock() - interval '90 seconds'
      ) as instances, parked.lanes as "parkedLanes", parked.people as "parkedPeople",
      parked.behind as "waitingBehindParked", due.retrying as "retryingLanes",
      due.deliveries - due.scheduled as waiting, due.scheduled + deferred.deliveries as scheduled,
      coalesce(greatest(0, extract(epoch from receiver_clock() - (
        select due_at from lane where handler_id = h.id and due_at is not null
        order by due_at limit 1))), 0)::float8 as "overdueSeconds",
      greatest(parked.lanes, due.lanes, deferred.deliveries) >= ${MAX_LANES} as "atLeast"
    from handler h left join action hold on hold.id = h.hold_id cross join lateral (
      select count(*)::int as lanes, coalesce(sum(greatest(waiting - 1, 0)), 0)::int as behind,
        (count(*) filter (where kind = any($2::text[])))::int as people
      from (
        select subject_id, waiting from lane where handler_id = h.id and status = 'parked'
        limit ${MAX_LANES}) p
      left join subject on subject.id = p.subject_id
    ) parked cross join lateral (
      -- A lane with waiting deliveries has a due time, even while its handler is held.
      select count(*)::int as lanes, coalesce(sum(waiting), 0)::int as deliveries,
        (count(*) filter (where head_state = 'scheduled'))::int as scheduled,
        (count(*) filter (where head_state = 'retrying'))::int as retrying
      from (
        select waiting, head_state from lane
        where handler_id = h.id and due_at is not null and status = 'open' limit ${MAX_LANES}) l
    ) due cross join lateral (
      select count(*)::int as deliveries from (
        select from deferred_delivery where handler_id = h.id limit ${MAX_LANES}) d
    ) deferred
    where $1::text is null or h.name = $1
    order by h.name`,
})

/** All registered handlers, which are few. */
export function listHandlers(pool: Pool, name: string | null = null): Promise<HandlerSummary[]> {
  return execute(pool, statement, [name, PERSON_KINDS])
}
