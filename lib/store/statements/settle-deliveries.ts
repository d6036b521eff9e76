import type { Pool } from 'pg'
import type { Settlement } from '../settlement.ts'
import type { StartedWithoutEvent } from '../started-delivery.ts'
import { attemptColumns } from './attempt-columns.ts'
import { type StartedRow, startedColumns, toStartedDelivery } from './started-row.ts'
import { run, type Statement } from './statement.ts'

/** Target faults of this many different lanes in a row open a handler's circuit. */
const FAULTS_TO_OPEN = 5
/** Pause before the first probe of an open circuit, doubled after each one in vain, up to the longest. */
const FIRST_PROBE_MS = 1_000
const MAX_PROBE_MS = 60_000

const statement: Statement = {
  name: 'settle-deliveries',
  // Settles the attempts whose lease is still ours and starts the next delivery of each lane that
  // wants it. Each settlement takes the next lease number, also where it starts nothing. When it is sent
  // again after a lost answer it finds nothing to do, and the next claim has another number than its start.
  //
  // `lane.waiting` and `lane.rewound` come from the locked row and are never old. The search for the next
  // delivery sees the statement's snapshot: what joined at the lane's end and is missed is left due for
  // a claim, and where something joined elsewhere (insertions) nothing is started here.
  //
  // Circuits: a handler's row is locked only when a target fault or the first success after some
  // speaks about it. While the circuit is open a fault costs no attempt.
  text: `
    with result as (
      select * from unnest($3::uuid[], $4::int[], $5::int[], $6::int[], $7::int[], $8::bigint[],
          $9::bigint[], $10::text[], $11::text[], $12::bool[], $13::bool[], $14::int[], $15::int[],
          $16::text[], $17::jsonb[], $18::jsonb[], $19::jsonb[], $20::bool[], $21::bool[], $22::bool[]) with ordinality
        as r (message_id, ordinal, handler_id, run, attempt, subject_id,
          lease, outcome, state, open, park, delay_ms, tries,
          reason, error, log, calls, start_next, target_fault, probe, place)
    ), locked as (
      select r.*, lane.waiting, lane.settled_position, lane.rewound,
        lane.insertions = lane.seen as current
      from (select * from result order by handler_id, subject_id) r
      cross join lateral (
        -- Written so that the primary key is the only index that fits: one that holds the leased or the
        -- due lanes would be read from its start for each of them.
        select waiting, settled_position, rewound, insertions,
          (select seen.insertions from lane seen
            where seen.handler_id = r.handler_id and seen.subject_id = r.subject_id) as seen
        from lane
        where lane.handler_id = r.handler_id and lane.subject_id = r.subject_id and lane.lease = r.lease
          and lane.leased_by is not distinct from $1::uuid
          and coalesce(lane.due_at, '-infinity') > receiver_clock()
        for update
      ) lane
    ), spoken as (
      select handler_id, bool_or(outcome = 'completed') as success, bool_or(probe) as probed,
        array_agg(distinct subject_id) filter (where target_fault) as lanes
      from locked group by handler_id
    ), circuit as (
      select h.id, h.faults, h.opened_at, h.probes from handler h join spoken on spoken.handler_id = h.id
      where spoken.lanes is not null or spoken.probed
        or (spoken.success and (h.faults <> '{}' or h.opened_at is not null))
      order by h.id
      for no key update of h
    ), judged as (
      select c.id, c.opened_at, spoken.success, spoken.probed,
        spoken.lanes is not null as faulty, c.probes, faults.lanes as faults,
        cardinality(faults.lanes) >= $23::int or c.opened_at is not null as open
      from circuit c join spoken on spoken.handler_id = c.id
      cross join lateral (
        select coalesce(array_agg(distinct lane), '{}') as lanes
        from unnest(c.faults || coalesce(spoken.lanes, '{}')) as lane
      ) faults
    ), turned as (
      update handler h set
        faults = case when j.success then '{}' else j.faults[1:$23::int] end,
        opened_at = case when j.success or not j.open then null else coalesce(j.opened_at, receiver_clock()) end,
        probes = case when j.success or j.opened_at is null then 0
          when j.probed and j.faulty then j.probes + 1 else j.probes end,
        probe_at = case
          when j.success or not j.open then null
          when j.opened_at is null then receiver_clock() + $24::int * interval '1 millisecond'
          when j.probed and not j.faulty then receiver_clock() -- it says nothing of the target: the next one
          when j.probed then receiver_clock()
            + least($25::float8, $24::int * 2 ^ least(j.probes + 1, 20)) * interval '1 millisecond'
          else h.probe_at end
      from judged j where h.id = j.id
      returning h.id, case
        when j.opened_at is null and h.opened_at is not null then 'opened'
        when j.opened_at is not null and h.opened_at is null then 'closed' end as turn
    ), held as (
      select locked.place, locked.handler_id, locked.subject_id, locked.message_id, locked.ordinal, locked.run,
        locked.attempt, locked.lease, locked.outcome, locked.error, locked.log, locked.calls, locked.waiting,
        locked.settled_position, locked.rewound, locked.start_next and locked.current as start_next,
        spared.yes as spared,
        case when spared.yes then 'retrying' else locked.state end as state,
        locked.open or spared.yes as open,
        locked.park and not spared.yes as park,
        case when spared.yes then coalesce(locked.delay_ms, $24::int) else locked.delay_ms end as delay_ms,
        locked.tries,
        case when spared.yes then 'target_down' else locked.reason end as reason
      from locked left join judged on judged.id = locked.handler_id
      cross join lateral (
        select locked.target_fault and coalesce(judged.opened_at is not null, false) as yes
      ) spared
    ), free as (
      select array_agg(id) as handler_ids from handler where state = 'running' and opened_at is null
    ), turn as (
      select held.*, own.position, own.started_at, n.message_id as next_message_id, n.ordinal as next_ordinal,
        n.run as next_run, n.position as next_position
      from held
      cross join lateral (
        select position, started_at from delivery d
        where d.message_id = held.message_id and d.ordinal = held.ordinal
          and d.handler_id = held.handler_id and d.run = held.run
      ) own
      left join lateral (
        select first.* from (
          select message_id, ordinal, run, position from delivery
          where held.start_next and not held.open and not held.rewound and held.waiting > 1
            and held.handler_id = any ((select handler_ids from free)::int[])
            and delivery.handler_id = held.handler_id and delivery.subject_id = held.subject_id
            and delivery.position > own.position and delivery.open::int = 1
          order by delivery.position
          limit 1
        ) first
        where not exists (
          select from fan_out where fan_out.handler_id = held.handler_id and fan_out.position <= first.position)
      ) n on true
    ), ended as (
      insert into attempt (message_id, ordinal, handler_id, run, number, lease, instance_id, started_at,
        ended_at, outcome, error, log, calls)
      select message_id, ordinal, handler_id, run, attempt, lease, $1::uuid, started_at,
        receiver_clock(), outcome, error, log, calls
      from turn
    ), settled as (
      update delivery d set state = turn.state, open = turn.open,
        tries = case when turn.spared then d.tries else turn.tries end,
        abandoned = case when turn.outcome = 'released' then d.abandoned else 0 end,
        due_at = receiver_clock() + turn.delay_ms * interval '1 millisecond', reason = turn.reason,
        settled_at = case when turn.open then null else receiver_clock() end,
        started_at = null, started_by = null, lease = null
      from turn
      -- Written so that only the primary key fits, as in settle-completed.
      where d.message_id = turn.message_id and d.ordinal = turn.ordinal
        and d.handler_id + 0 = turn.handler_id and d.run = turn.run
    ), passed as (
      insert into setback (state, message_id, ordinal, handler_id, run)
      select 'failed', message_id, ordinal, handler_id, run from turn
      where state = 'failed' and not open
      on conflict do nothing
    ), started as (
      update delivery d set state = 'running', due_at = null, attempts = d.attempts + 1,
        started_at = receiver_clock(), started_by = $1::uuid, lease = turn.lease + 1
      from turn
      where d.message_id = turn.next_message_id and d.ordinal = turn.next_ordinal
        and d.handler_id + 0 = turn.handler_id and d.run = turn.next_run
        and d.open::int = 1 and d.state = 'waiting'
      returning d.message_id, d.ordinal, d.handler_id, d.run, d.edit, d.subject_id, d.position,
        d.attempts, d.tries, d.abandoned, d.late, d.lease, false as probe, turn.place
    ), moved as (
      update lane set
        lease = own.lease + 1,
        waiting = lane.waiting - case when own.open then 0 else 1 end,
        settled_position = case when own.open or lane.rewound then lane.settled_position else own.position end,
        head_position = case when own.open then lane.head_position when own.goes_on then own.next_position end,
        rewound = lane.rewound and own.open,
        status = case when own.park then 'parked' else lane.status end,
        head_state = case when own.state = 'retrying' then 'retrying' end,
        due_at = case
          when own.goes_on then receiver_clock() + $2::int * interval '1 millisecond'
          when own.park then null
          when own.open then receiver_clock() + coalesce(own.delay_ms, 0) * interval '1 millisecond'
          when lane.waiting > 1 then receiver_clock()
        end,
        leased_by = case when own.goes_on then lane.leased_by end
      from (
        -- An array instead of a join: without hash joins a join of two lists compares each with each.
        select turn.*, coalesce(turn.place = any ((select array_agg(place) from started)::bigint[]), false) as goes_on
        from turn
      ) own
      where lane.handler_id = own.handler_id and lane.subject_id = own.subject_id
    )
    select turn.place, turn.spared, turned.turn, null::uuid as message_id, null::int as ordinal,
      null::int as handler_id, null::int as run, null::int as edit, null::bigint as subject_id,
      null::int as attempts, null::int as tries, null::int as abandoned, null::bool as late,
      null::bigint as lease, null::bool as probe, null::text as company, null::text as correlation_id,
      null::text as traceparent, null::timestamptz as received_at
    from turn left join turned on turned.id = turn.handler_id
    union all
    select started.place, null, null, ${startedColumns}
    from started left join message on message.id = started.message_id`,
}

export interface SettledLane {
  /** false: the lease was over, nothing was changed */
  readonly held: boolean
  /** the handler's circuit is open: the fault cost no attempt, and the delivery waits for it */
  readonly spared: boolean
  /** what this settling did to the handler's circuit */
  readonly circuit: 'opened' | 'closed' | null
  /** the lane's next delivery; its attempt is written */
  readonly started: StartedWithoutEvent | null
  /** the message behind it in its lane: its events may be read meanwhile */
  readonly ahead?: string | null
}

export const NOT_HELD: SettledLane = { held: false, spared: false, circuit: null, started: null }

type Row = { place: string } & (
  | { message_id: null; spared: boolean; turn: 'opened' | 'closed' | null }
  | StartedRow
)

/** Closes attempts and hands out what comes next in their lanes; results in the order given. */
export async function settleDeliveries(
  pool: Pool,
  instanceId: string,
  leaseMs: number,
  settlements: readonly Settlement[],
): Promise<SettledLane[]> {
  const rows = await run<Row>(pool, statement, [
    instanceId,
    leaseMs,
    ...attemptColumns(settlements),
    settlements.map(({ outcome }) => outcome),
    settlements.map(({ next }) => next.state),
    settlements.map(keepsItsTurn),
    settlements.map(({ next }) => next.state === 'failed' && next.lane === 'parks'),
    settlements.map(({ next }) => (next.state === 'retrying' ? Math.round(next.delayMs) : null)),
    settlements.map(({ tries }) => tries),
    settlements.map(({ reason }) => reason),
    settlements.map(({ error }) => (error === null ? null : JSON.stringify(error))),
    settlements.map(({ log }) => (log.length === 0 ? null : JSON.stringify(log))),
    settlements.map(({ calls }) => (calls.length === 0 ? null : JSON.stringify(calls))),
    settlements.map(({ startNext }) => startNext),
    settlements.map(({ targetFault }) => targetFault),
    settlements.map(({ delivery }) => delivery.probe),
    FAULTS_TO_OPEN,
    FIRST_PROBE_MS,
    MAX_PROBE_MS,
  ])
  const lanes: SettledLane[] = settlements.map(() => NOT_HELD)
  // The circuit turned once, however many of this batch speak of it.
  const told = new Set<number>()
  // Rows of what was settled come before those of what was started behind it.
  for (const row of rows) {
    const index = Number(row.place) - 1
    if (row.message_id === null) {
      const handlerId = settlements[index]?.delivery.handlerId as number
      const circuit = told.has(handlerId) ? null : row.turn
      told.add(handlerId)
      lanes[index] = { held: true, spared: row.spared, circuit, started: null }
    } else {
      lanes[index] = { ...(lanes[index] as SettledLane), started: toStartedDelivery(row) }
    }
  }
  return lanes
}

function keepsItsTurn({ next }: Settlement): boolean {
  return (
    next.state === 'retrying' ||
    next.state === 'waiting' ||
    (next.state === 'failed' && next.lane === 'parks')
  )
}
