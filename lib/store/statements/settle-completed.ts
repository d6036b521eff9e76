import type { Pool } from 'pg'
import type { Settlement } from '../settlement.ts'
import type { StartedWithoutEvent } from '../started-delivery.ts'
import { attemptColumns } from './attempt-columns.ts'
import { type StartedRow, startedColumns, toStartedDelivery } from './started-row.ts'
import { run, type Statement } from './statement.ts'

const statement: Statement = {
  name: 'settle-completed',
  // What settle-deliveries does, for the case that is nearly every one: completed, and nothing to tell a
  // circuit. A small statement costs the server a fraction: most of a single settlement is not rows but
  // the setting up of the plan.
  //
  // No list is joined with another one: connections may not hash, and each with each would be 200 times
  // 200. What joins is looked up by key for one row after the other, in the order of the locks.
  text: `
    with calm as (
      select array_agg(id) as ids, array_agg(id) filter (where state = 'running') as free
      from handler where id = any($5::int[]) and faults = '{}' and opened_at is null
    ), result as (
      select r.* from unnest($3::uuid[], $4::int[], $5::int[], $6::int[], $7::int[], $8::bigint[],
          $9::bigint[], $10::int[], $11::jsonb[], $12::jsonb[], $13::bool[]) with ordinality
        as r (message_id, ordinal, handler_id, run, attempt, subject_id, lease, tries, log, calls,
          start_next, place)
      where r.handler_id = any ((select ids from calm)::int[])
      order by r.handler_id, r.subject_id
    ), turn as (
      select r.*, lane.waiting, lane.rewound, own.position, own.started_at, n.message_id as next_message_id,
        n.ordinal as next_ordinal, n.run as next_run, n.position as next_position
      from result r
      cross join lateral (
        -- Written so that only the primary key fits: an index of leased or due lanes would be read whole.
        select waiting, rewound, insertions,
          (select seen.insertions from lane seen
            where seen.handler_id = r.handler_id and seen.subject_id = r.subject_id) as seen
        from lane
        where lane.handler_id = r.handler_id and lane.subject_id = r.subject_id and lane.lease = r.lease
          and lane.leased_by is not distinct from $1::uuid
          and coalesce(lane.due_at, '-infinity') > receiver_clock()
        for update
      ) lane
      cross join lateral (
        select position, started_at from delivery d
        where d.message_id = r.message_id and d.ordinal = r.ordinal
          and d.handler_id = r.handler_id and d.run = r.run
      ) own
      left join lateral (
        select first.* from (
          select message_id, ordinal, run, position from delivery
          where r.start_next and not lane.rewound and lane.waiting > 1 and lane.insertions = lane.seen
            and r.handler_id = any ((select free from calm)::int[])
            and delivery.handler_id = r.handler_id and delivery.subject_id = r.subject_id
            and delivery.position > own.position and delivery.open::int = 1
          order by delivery.position
          limit 1
        ) first
        where not exists (
          select from fan_out where fan_out.handler_id = r.handler_id and fan_out.position <= first.position)
      ) n on true
    ), ended as (
      insert into attempt (message_id, ordinal, handler_id, run, number, lease, instance_id, started_at,
        ended_at, outcome, log, calls)
      select message_id, ordinal, handler_id, run, attempt, lease, $1::uuid, started_at,
        receiver_clock(), 'completed', log, calls
      from turn
    ), changed as (
      update delivery d set
        state = case when x.starts then 'running' else 'completed' end, open = x.starts,
        attempts = case when x.starts then d.attempts + 1 else d.attempts end,
        tries = case when x.starts then d.tries else x.tries end,
        abandoned = case when x.starts then d.abandoned else 0 end,
        due_at = null,
        reason = case when x.starts then d.reason end,
        settled_at = case when x.starts then d.settled_at else receiver_clock() end,
        started_at = case when x.starts then receiver_clock() end,
        started_by = case when x.starts then $1::uuid end,
        lease = case when x.starts then x.lease + 1 end
      from (
        select place, lease, tries, false as starts, message_id, ordinal, handler_id, run from turn
        union all
        select place, lease, tries, true, next_message_id, next_ordinal, handler_id, next_run from turn
        where next_message_id is not null
      ) x
      -- Written so that only the primary key fits: planned while there are few rows, and before anybody
      -- knows that handlers are few, the index of lanes would be read by the handler alone.
      where d.message_id = x.message_id and d.ordinal = x.ordinal
        and d.handler_id + 0 = x.handler_id and d.run = x.run
        and (not x.starts or (d.open::int = 1 and d.state = 'waiting'))
      returning x.starts, x.place, d.position, d.message_id, d.ordinal, d.handler_id, d.run, d.edit, d.subject_id,
        d.attempts, d.tries, d.abandoned, d.late, d.lease, false as probe
    ), moved as (
      update lane set
        lease = own.lease + 1,
        waiting = lane.waiting - 1,
        settled_position = case when lane.rewound then lane.settled_position else own.position end,
        head_position = case when own.goes_on then own.next_position end,
        rewound = false, head_state = null,
        due_at = case when own.goes_on then receiver_clock() + $2::int * interval '1 millisecond'
          when lane.waiting > 1 then receiver_clock() end,
        leased_by = case when own.goes_on then lane.leased_by end
      from (
        select turn.*, coalesce(turn.place = any (
          (select array_agg(place) from changed where starts)::bigint[]), false) as goes_on
        from turn
      ) own
      where lane.handler_id = own.handler_id and lane.subject_id = own.subject_id
    )
    select turn.place, null::uuid as message_id, null::int as ordinal, null::int as handler_id,
      null::int as run, null::int as edit, null::bigint as subject_id, null::int as attempts,
      null::int as tries, null::int as abandoned, null::bool as late, null::bigint as lease,
      null::bool as probe, null::text as company, null::text as correlation_id,
      null::text as traceparent, null::timestamptz as received_at, null::uuid as ahead
    from turn
    union all
    select started.place, ${startedColumns}, (
      select message_id from delivery
      where delivery.handler_id = started.handler_id and delivery.subject_id = started.subject_id
        and delivery.position > started.position and delivery.open::int = 1
      order by delivery.position limit 1)
    from changed started left join message on message.id = started.message_id
    where started.starts`,
}

/** What this statement can settle; whether it may is for the circuits to say. */
export function isPlainlyCompleted({ next, delivery, targetFault }: Settlement): boolean {
  return next.state === 'completed' && !delivery.probe && !targetFault
}

export interface CompletedLane {
  readonly started: StartedWithoutEvent | null
  /** the message behind it in its lane: its events may be read meanwhile */
  readonly ahead: string | null
}

/** @returns null for those that it did not settle: their lease is over, or a circuit has to hear of them */
export async function settleCompleted(
  pool: Pool,
  instanceId: string,
  leaseMs: number,
  settlements: readonly Settlement[],
): Promise<(CompletedLane | null)[]> {
  const rows = await run<
    { place: string; ahead: string | null } & (StartedRow | { message_id: null })
  >(pool, statement, [
    instanceId,
    leaseMs,
    ...attemptColumns(settlements),
    settlements.map(({ tries }) => tries),
    settlements.map(({ log }) => (log.length === 0 ? null : JSON.stringify(log))),
    settlements.map(({ calls }) => (calls.length === 0 ? null : JSON.stringify(calls))),
    settlements.map(({ startNext }) => startNext),
  ])
  const lanes: (CompletedLane | null)[] = settlements.map(() => null)
  for (const row of rows) {
    const started = row.message_id === null ? null : toStartedDelivery(row)
    lanes[Number(row.place) - 1] = { started, ahead: row.ahead }
  }
  return lanes
}
