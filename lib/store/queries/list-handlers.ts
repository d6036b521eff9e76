import type { Pool } from 'pg'
import { PERSON_KINDS } from '../../events/person-fields.ts'
import type { HandlerState } from '../../states.ts'
import { defineStatement, run } from '../db/statement.ts'

export interface HandlerSummary {
  readonly name: string
  readonly formerNames: readonly string[]
  /** held by a person, open by its circuit, retired when no instance has it */
  readonly state: HandlerState
  /** by a person, also while no instance has it */
  readonly held: boolean
  readonly registeredAt: Date
  readonly lastSeenAt: Date
  readonly retiredAt: Date | null
  readonly circuit: {
    /** null: it is closed */
    readonly openedAt: string | null
    readonly probeAt: string | null
    readonly faults: number
  }
  readonly definition: unknown
  /** instances that have it and were heard of lately */
  readonly instances: number
  /** each lane is that of one person or one other record */
  readonly parkedLanes: number
  readonly parkedPeople: number
  readonly retryingLanes: number
  /** deliveries behind the heads of parked lanes */
  readonly waitingBehindParked: number
  /** deliveries in lanes that are not parked, also while the handler is held; without scheduled ones */
  readonly waiting: number
  /** deliveries that wait for their start date */
  readonly scheduled: number
  /** how long the lane that is due longest has waited to be claimed */
  readonly overdueSeconds: number
  /** more than 10,000 lanes would have to be counted: these stats are the least there is */
  readonly atLeast: boolean
}

/** Lanes of one handler that are looked at for one figure. */
const MAX_LANES = 10_000

const statement = defineStatement<HandlerSummary>({
  name: 'list-handlers',
  columns: {
    name: true,
    formerNames: true,
    state: true,
    held: true,
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
      h.registered_at as "registeredAt", h.last_seen_at as "lastSeenAt", h.retired_at as "retiredAt",
      jsonb_build_object('openedAt', h.circuit_opened_at, 'probeAt', h.probe_at,
        'faults', cardinality(h.faulty_subject_ids)) as circuit,
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
    from handler h cross join lateral (
      select count(*)::int as lanes, coalesce(sum(greatest(waiting - 1, 0)), 0)::int as behind,
        (count(*) filter (where kind = any($2::text[])))::int as people
      from (
        select subject_id, waiting from lane where handler_id = h.id and status = 'parked'
        limit ${MAX_LANES}) p
      left join subject on subject.id = p.subject_id
    ) parked cross join lateral (
      -- What waits is due some time, also while its handler is held.
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

/** Every handler that was ever registered; there are never many. */
export function listHandlers(pool: Pool, name: string | null = null): Promise<HandlerSummary[]> {
  return run(pool, statement, [name, PERSON_KINDS])
}
