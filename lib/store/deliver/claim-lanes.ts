import type { ClientBase } from 'pg'
import { listColumns } from '../db/list-columns.ts'
import { defineStatement, execute } from '../db/statement.ts'
import { sameDelivery } from '../record/same-delivery.ts'
import { type Claimed, type ClaimedRow, MOST_LEFT, type ReadFrom, toClaimed } from './claimed.ts'
import { MAX_LEASE_SECONDS } from './renew-leases.ts'
import { startedColumns, startedKeys } from './started-row.ts'

/** Longest usual lock of a due lane by a recording or an action; the poll finds later ones (ms). */
const LOCKED_MS = 250
/** The statement_timeout of a session, see session-settings (ms). */
const STATEMENT_MS = 15_000

const claimColumns = listColumns<LaneClaim>({
  types: {
    ...{ handlerId: 'int', slots: 'int', total: 'int', ratePerMs: 'float8' },
    ...{
      rateCapacity: 'float8',
      probeMs: 'int',
      lanesFrom: 'timestamptz',
      leasesFrom: 'timestamptz',
    },
  },
})

const statement = defineStatement<ClaimedRow>({
  name: 'claim-lanes',
  columns: {
    ...startedKeys,
    requested_handler_id: true,
    next_lanes_from: true,
    next_leases_from: true,
    lanes_left: true,
    step: true,
    look_again_ms: true,
  },
  // Reads due lanes by handler, oldest first: the cost follows the runnable lanes. `allowed` holds the
  // starts left for each handler. With an installation-wide limit, the handler's row is locked and valid
  // leases are counted. An open circuit admits one probe when it is due. Pending fan-outs are a barrier:
  // deliveries recorded after the first of them wait.
  //
  // The snapshot may be older than the locked lane. Skip lanes that changed anywhere but the tail since
  // (lease, version). The tail is safe: a lane's positions commit in order, so an unseen delivery never
  // precedes a seen one. A lane without a visible head stays due.
  //
  // A running head lost its lease together with its process: its attempt is abandoned.
  //
  // The index of due lanes keeps an entry of each claim until vacuum, which a foreign snapshot (pg_dump)
  // stops. So a claim starts at the due time of the previous one (lanes_from), minus a margin for lanes
  // that were locked then. A claim that reads the whole index and finds nothing moves lanes_from behind
  // every due time that a running statement may still commit.
  //
  // The count of leases starts at the end of the earliest lease that the previous one counted
  // (leases_from). A later lease ends after it, unless an instance has shorter leases than this one:
  // then the count reads all.
  text: `
    with requested as (
      select handler_id, slots, total, rate_per_ms as per_ms, rate_capacity as capacity, probe_ms,
        lanes_from, case when not exists (select from instance
          where coalesce(lease_ms, 0) < $2::int
            and coalesce(ended_at, 'infinity') > receiver_clock() - interval '${MAX_LEASE_SECONDS} seconds')
          then leases_from end as leases_from
      from ${claimColumns.from(3, 'a')}
    ), allowed as (
      select requested.handler_id, requested.probe_ms, requested.per_ms, requested.lanes_from,
        leased.first_end, h.circuit_opened_at is not null as probing,
        least(requested.capacity,
          coalesce(h.rate_tokens + extract(epoch from receiver_clock() - h.rate_tokens_at) * 1000 * requested.per_ms,
            requested.capacity)) as rate_tokens,
        case
          when h.circuit_opened_at is not null then case when h.probe_at <= receiver_clock() then 1 else 0 end
          when requested.total is null then requested.slots
          else least(requested.slots, requested.total - leased.lanes)
        end as slots,
        (select min(position) from pending_fan_out where pending_fan_out.handler_id = requested.handler_id) as barrier
      from requested join handler h on h.id = requested.handler_id
      cross join lateral (
        select count(*) as lanes, min(due_at) as first_end from lane
        where requested.total is not null and lane.handler_id = requested.handler_id
          and lane.leased_by is not null and lane.due_at > receiver_clock()
          and lane.due_at >= coalesce(requested.leases_from, '-infinity')
          and lane.due_at <= receiver_clock() + interval '${MAX_LEASE_SECONDS} seconds'
      ) leased
      where h.state = 'running'
    ), want as (
      select handler_id, lanes_from, probing, barrier,
        greatest(least(slots, coalesce(floor(rate_tokens), slots)), 0)::int as slots
      from allowed
    ), picked as (
      select l.*, want.probing, want.barrier from want cross join lateral (
        select handler_id, subject_id, lease, settled_position, head_position, version, due_at from lane
        where lane.handler_id = want.handler_id and lane.due_at <= receiver_clock()
          and lane.due_at >= coalesce(want.lanes_from, '-infinity')
        order by lane.due_at
        limit want.slots
        for update skip locked
      ) l
    ), started as (
      select d.*, picked.probing as probe, case
          when d.state = 'failed' then 'park'
          when d.state = 'scheduled' and d.due_at > receiver_clock() then 'postpone'
          else 'start' end as step
      from picked
      join lane seen on seen.handler_id = picked.handler_id and seen.subject_id = picked.subject_id
        and seen.version = picked.version and seen.lease = picked.lease
      cross join lateral (
        select message_id, ordinal, handler_id, run, edit, subject_id, position, state, late, counted_attempts, reason_code,
          due_at, attempts_started + 1 as attempts_started, abandoned + (state = 'running')::int as abandoned,
          seen.lease + 1 as lease, seen.waiting > 1 as more, started_at, started_by, delivery.lease as started_lease
        from delivery
        where delivery.handler_id = picked.handler_id and delivery.subject_id = picked.subject_id
          and delivery.position >= coalesce(picked.head_position, picked.settled_position + 1)
          and delivery.holds_place
        order by delivery.position
        limit 1
      ) d
      where picked.barrier is null or d.position < picked.barrier
    ), running as (
      update delivery d set state = 'running', due_at = null, attempts_started = started.attempts_started,
        abandoned = started.abandoned, started_at = receiver_clock(), started_by = $1::uuid,
        lease = started.lease
      from started
      where started.step = 'start' and ${sameDelivery('d', 'started')}
    ), given_up as (
      insert into attempt (message_id, ordinal, handler_id, run, number, lease, instance_id, started_at,
        ended_at, outcome)
      select message_id, ordinal, handler_id, run, attempts_started - 1, started_lease, started_by, started_at,
        receiver_clock(), 'abandoned'
      from started where state = 'running'
      on conflict do nothing
    ), moved as (
      update lane set
        status = case started.step when 'park' then 'parked' else lane.status end,
        lease = case started.step when 'start' then started.lease else lane.lease end,
        leased_by = case started.step when 'start' then $1::uuid end,
        head_position = case started.step when 'postpone' then lane.head_position else started.position end,
        head_state = case started.step when 'postpone' then 'scheduled' end,
        due_at = case started.step when 'start' then receiver_clock() + $2::int * interval '1 millisecond'
          when 'postpone' then started.due_at end
      from started
      where lane.handler_id = started.handler_id and lane.subject_id = started.subject_id
    ), used as (
      update handler set
        rate_tokens = allowed.rate_tokens - s.starts,
        rate_tokens_at = case when allowed.per_ms is null then null else receiver_clock() end,
        probe_at = case when allowed.probing
          then receiver_clock() + allowed.probe_ms * interval '1 millisecond' else handler.probe_at end
      from allowed join (
          select handler_id, count(*) as starts from started where step = 'start' group by handler_id) s
        using (handler_id)
      where handler.id = allowed.handler_id and (allowed.probing or allowed.per_ms is not null)
    ), looked as materialized (
      select handler_id, (select min(due_at) from picked where picked.handler_id = want.handler_id) as oldest,
        (select count(*)::int from (select from lane
          where lane.handler_id = want.handler_id and lane.due_at <= receiver_clock()
            and lane.due_at >= coalesce(want.lanes_from, '-infinity')
          order by lane.due_at offset (select count(*) from started where started.handler_id = want.handler_id)
          limit ${MOST_LEFT}) due) as lanes_left
      from want
    )
    select want.handler_id as requested_handler_id, (case
        when looked.oldest is not null then looked.oldest - interval '${LOCKED_MS} milliseconds'
        when want.lanes_from is null and want.slots > 0
          then receiver_clock() - interval '${STATEMENT_MS} milliseconds'
        else want.lanes_from end)::text as next_lanes_from,
      least(allowed.first_end, receiver_clock() + $2::int * interval '1 millisecond')::text as next_leases_from,
      looked.lanes_left, started.step,
      case when allowed.slots > 0 and allowed.rate_tokens < 1
        then (1 - allowed.rate_tokens) / allowed.per_ms end as look_again_ms, ${startedColumns}
    from allowed
    join want on want.handler_id = allowed.handler_id
    join looked on looked.handler_id = want.handler_id
    left join started on started.handler_id = allowed.handler_id
    left join message on message.id = started.message_id`,
})

export const FROM_START: ReadFrom = { lanesFrom: null, leasesFrom: null }

export interface LaneClaim extends ReadFrom {
  readonly handlerId: number
  /** most lanes for this instance */
  readonly slots: number
  /** most lanes for all instances together; null = no limit */
  readonly total: number | null
  /** starts per ms for all instances together; null = no limit */
  readonly ratePerMs: number | null
  /** largest burst of a limited rate; null = no limit */
  readonly rateCapacity: number | null
  /** pause between two probes of an open circuit (ms) */
  readonly probeMs: number
}

/** Leases due lanes and starts the head of each, which may run after the commit. */
export async function claimLanes(
  client: ClientBase,
  instanceId: string,
  leaseMs: number,
  claims: readonly LaneClaim[],
): Promise<Claimed> {
  return toClaimed(
    await execute(client, statement, [instanceId, leaseMs, ...claimColumns.values(claims)]),
  )
}
