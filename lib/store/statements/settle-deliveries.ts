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
  // wants it. Every start takes a lease number of its own, so that a settlement whose answer was lost
  // finds nothing to do when it is sent again.
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
          $16::text[], $17::jsonb[], $18::jsonb[], $19::bool[], $20::bool[], $21::bool[])
        as r (message_id, ordinal, handler_id, run, attempt, subject_id,
          lease, outcome, state, open, park, delay_ms, tries,
          reason, error, log, start_next, target_fault, probe)
    ), locked as (
      select result.*, lane.waiting, lane.settled_position, lane.rewound,
        lane.insertions = seen.insertions as current
      from lane join result using (handler_id, subject_id)
      join lane seen on seen.handler_id = lane.handler_id and seen.subject_id = lane.subject_id
      where lane.lease = result.lease and lane.leased_by = $1::uuid and lane.due_at > receiver_clock()
      order by lane.handler_id, lane.subject_id
      for update of lane
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
        cardinality(faults.lanes) >= $22::int or c.opened_at is not null as open
      from circuit c join spoken on spoken.handler_id = c.id
      cross join lateral (
        select coalesce(array_agg(distinct lane), '{}') as lanes
        from unnest(c.faults || coalesce(spoken.lanes, '{}')) as lane
      ) faults
    ), turned as (
      update handler h set
        faults = case when j.success then '{}' else j.faults[1:$22::int] end,
        opened_at = case when j.success or not j.open then null else coalesce(j.opened_at, receiver_clock()) end,
        probes = case when j.success or j.opened_at is null then 0
          when j.probed and j.faulty then j.probes + 1 else j.probes end,
        probe_at = case
          when j.success or not j.open then null
          when j.opened_at is null then receiver_clock() + $23::int * interval '1 millisecond'
          when j.probed and not j.faulty then receiver_clock() -- it says nothing of the target: the next one
          when j.probed then receiver_clock()
            + least($24::float8, $23::int * 2 ^ least(j.probes + 1, 20)) * interval '1 millisecond'
          else h.probe_at end
      from judged j where h.id = j.id
      returning h.id, case
        when j.opened_at is null and h.opened_at is not null then 'opened'
        when j.opened_at is not null and h.opened_at is null then 'closed' end as turn
    ), held as (
      select locked.handler_id, locked.subject_id, locked.message_id, locked.ordinal, locked.run,
        locked.attempt, locked.lease, locked.outcome, locked.error, locked.log, locked.waiting,
        locked.settled_position, locked.rewound, locked.start_next and locked.current as start_next,
        spared.yes as spared,
        case when spared.yes then 'retrying' else locked.state end as state,
        locked.open or spared.yes as open,
        locked.park and not spared.yes as park,
        case when spared.yes then coalesce(locked.delay_ms, $23::int) else locked.delay_ms end as delay_ms,
        case when spared.yes then locked.tries - 1 else locked.tries end as tries,
        case when spared.yes then 'target_down' else locked.reason end as reason
      from locked left join judged on judged.id = locked.handler_id
      cross join lateral (
        select locked.target_fault and coalesce(judged.opened_at is not null, false) as yes
      ) spared
    ), closed as (
      update attempt a set ended_at = receiver_clock(), outcome = held.outcome, error = held.error, log = held.log
      from held
      where a.message_id = held.message_id and a.ordinal = held.ordinal
        and a.handler_id = held.handler_id and a.run = held.run and a.number = held.attempt
    ), settled as (
      update delivery d set state = held.state, open = held.open, tries = held.tries,
        abandoned = case when held.outcome = 'released' then d.abandoned else 0 end,
        due_at = receiver_clock() + held.delay_ms * interval '1 millisecond', reason = held.reason,
        settled_at = case when held.open then null else receiver_clock() end
      from held
      where d.message_id = held.message_id and d.ordinal = held.ordinal
        and d.handler_id = held.handler_id and d.run = held.run
      returning d.handler_id, d.subject_id, d.position
    ), passed as (
      insert into setback (state, message_id, ordinal, handler_id, run)
      select 'failed', message_id, ordinal, handler_id, run from held
      where state = 'failed' and not open
      on conflict do nothing
    ), next as (
      select held.handler_id, held.subject_id, held.lease, n.message_id, n.ordinal, n.run
      from held
      join settled using (handler_id, subject_id)
      join handler on handler.id = held.handler_id and handler.state = 'running'
        and handler.opened_at is null
      cross join lateral (
        select message_id, ordinal, run, position from delivery
        where delivery.handler_id = held.handler_id and delivery.subject_id = held.subject_id
          and delivery.position > settled.position and delivery.open
        order by delivery.position
        limit 1
      ) n
      where held.start_next and not held.open and not held.rewound and held.waiting > 1
        and not exists (
          select from fan_out where fan_out.handler_id = held.handler_id and fan_out.position <= n.position)
    ), started as (
      update delivery d set state = 'running', due_at = null, attempts = d.attempts + 1
      from next
      where d.message_id = next.message_id and d.ordinal = next.ordinal
        and d.handler_id = next.handler_id and d.run = next.run
        and d.open and d.state = 'waiting'
      returning d.message_id, d.ordinal, d.handler_id, d.run, d.edit, d.subject_id, d.position,
        d.attempts, d.tries, d.abandoned, d.late, next.lease + 1 as lease, false as probe
    ), noted as (
      insert into attempt (message_id, ordinal, handler_id, run, number, lease, instance_id, started_at)
      select message_id, ordinal, handler_id, run, attempts, lease, $1::uuid, receiver_clock()
      from started
    ), moved as (
      update lane set
        lease = coalesce(started.lease, lane.lease),
        waiting = lane.waiting - case when held.open then 0 else 1 end,
        settled_position = case when held.open or lane.rewound then lane.settled_position else settled.position end,
        head_position = case when held.open then lane.head_position else started.position end,
        rewound = lane.rewound and held.open,
        status = case when held.park then 'parked' else lane.status end,
        head_state = case when held.state = 'retrying' then 'retrying' end,
        due_at = case
          when started.handler_id is not null then receiver_clock() + $2::int * interval '1 millisecond'
          when held.park then null
          when held.open then receiver_clock() + coalesce(held.delay_ms, 0) * interval '1 millisecond'
          when lane.waiting > 1 then receiver_clock()
        end,
        leased_by = case when started.handler_id is not null then lane.leased_by end
      from held
      join settled using (handler_id, subject_id)
      left join started using (handler_id, subject_id)
      where lane.handler_id = held.handler_id and lane.subject_id = held.subject_id
    )
    select held.handler_id as held_handler_id, held.subject_id as held_subject_id, held.spared,
      turned.turn, ${startedColumns}
    from held
    left join turned on turned.id = held.handler_id
    left join started using (handler_id, subject_id)
    left join message on message.id = started.message_id`,
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
}

export const NOT_HELD: SettledLane = { held: false, spared: false, circuit: null, started: null }

type Row = {
  held_handler_id: number
  held_subject_id: string
  spared: boolean
  turn: 'opened' | 'closed' | null
} & (StartedRow | { message_id: null })

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
    settlements.map(({ startNext }) => startNext),
    settlements.map(({ targetFault }) => targetFault),
    settlements.map(({ delivery }) => delivery.probe),
    FAULTS_TO_OPEN,
    FIRST_PROBE_MS,
    MAX_PROBE_MS,
  ])
  const byLane = new Map(rows.map((row) => [`${row.held_handler_id}/${row.held_subject_id}`, row]))
  const told = new Set<number>()
  return settlements.map(({ delivery }) => {
    const row = byLane.get(`${delivery.handlerId}/${delivery.subjectId}`)
    if (row === undefined) return NOT_HELD
    const started = row.message_id === null ? null : toStartedDelivery(row)
    // The circuit turned once, however many of this batch speak of it.
    const circuit = told.has(delivery.handlerId) ? null : row.turn
    told.add(delivery.handlerId)
    return { held: true, spared: row.spared, circuit, started }
  })
}

function keepsItsTurn({ next }: Settlement): boolean {
  return (
    next.state === 'retrying' ||
    next.state === 'waiting' ||
    (next.state === 'failed' && next.lane === 'parks')
  )
}
