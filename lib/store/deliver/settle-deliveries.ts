import { type ComputedColumns, listColumns } from '../db/list-columns.ts'
import { defineStatement, execute, type Queryable } from '../db/statement.ts'
import { sameDelivery } from '../record/same-delivery.ts'
import { type ReportedSettlement, withReports } from './attempt-report.ts'
import type { SettledLane, Settlement } from './settlement.ts'
import { type StartedRow, startedColumns, startedKeys, toStartedDelivery } from './started-row.ts'

/** Keys and leases of attempts, and keys of their lanes. */
export const attemptColumns = {
  message_id: ['uuid', ({ delivery }) => delivery.messageId],
  ordinal: ['int', ({ delivery }) => delivery.ordinal],
  handler_id: ['int', ({ delivery }) => delivery.handlerId],
  run: ['int', ({ delivery }) => delivery.run],
  attempt: ['int', ({ delivery }) => delivery.attempt],
  subject_id: ['bigint', ({ delivery }) => delivery.subjectId],
  lease: ['bigint', ({ delivery }) => delivery.lease],
} as const satisfies ComputedColumns<Settlement>

const settled = listColumns<ReportedSettlement>({
  computed: {
    ...attemptColumns,
    outcome: ['text', ({ outcome }) => outcome],
    state: ['text', ({ next }) => next.state],
    holds_place: ['bool', keepsItsTurn],
    park: ['bool', ({ next }) => next.state === 'failed' && next.lane === 'parks'],
    delay_ms: ['int', ({ next }) => (next.state === 'retrying' ? Math.round(next.delayMs) : null)],
    counted_attempts: ['int', ({ countedAttempts }) => countedAttempts],
    reason_code: ['text', ({ reasonCode }) => reasonCode],
    report: ['jsonb', ({ report }) => report],
    start_next: ['bool', ({ startNext }) => startNext],
  },
})

const statement = defineStatement<Row>({
  name: 'settle-deliveries',
  columns: { ...startedKeys, place: true, starts: true, ahead: true },
  // Ends the attempts with a valid lease and starts the next delivery of each lane on request. Each
  // settlement takes the next lease number, even if it starts nothing. A repetition after a lost answer
  // then finds nothing to do, and a claim's number differs from that of the settlement's start.
  //
  // The locked lane is current, but the search for the next delivery sees the statement's snapshot. A
  // delivery added to the tail since then stays due for a claim. If the lane changed elsewhere (version),
  // nothing is started here.
  //
  // Handlers with consecutive target faults or an open circuit go through turn-circuits first, in the
  // same transaction ($3).
  //
  // Never joins two lists: hash joins are off, and a nested loop would compare 200 times 200 rows. Every
  // row is found by its key, in lock order. The condition on due_at rules out the index of due lanes: a
  // plan made for few rows would read that index from its start for each lane.
  text: `
    with known as (
      select array_agg(id) filter (where state = 'running' and circuit_opened_at is null) as free,
        array_agg(id) filter (where $3::bool or (faulty_subject_ids = '{}' and circuit_opened_at is null)) as calm
      from handler where id = any(${settled.parameter(4, 'handler_id')}::int[])
    ), locked as (
      select r.*, lane.waiting, lane.rewound, lane.version = lane.seen as current
      from (
        select * from ${settled.from(4, 'r')}
        where handler_id = any((select calm from known)::int[])
        order by handler_id, subject_id
      ) r
      cross join lateral (
        select waiting, rewound, version, (select seen.version from lane seen
          where seen.handler_id = r.handler_id and seen.subject_id = r.subject_id) as seen
        from lane
        where lane.handler_id = r.handler_id and lane.subject_id = r.subject_id and lane.lease = r.lease
          and lane.leased_by is not distinct from $1::uuid
          and coalesce(lane.due_at, '-infinity') > receiver_clock()
        for update
      ) lane
    ), turn as (
      select locked.*, own.position, own.started_at, next.message_id as next_message_id,
        next.ordinal as next_ordinal, next.run as next_run, next.position as next_position
      from locked
      cross join lateral (
        select position, started_at from delivery d
        where ${sameDelivery('d', 'locked')}
      ) own
      left join lateral (
        select first.* from (
          select message_id, ordinal, run, position, state from delivery
          where locked.start_next and locked.current and not locked.holds_place and not locked.rewound
            and locked.waiting > 1 and locked.handler_id = any((select free from known)::int[])
            and delivery.handler_id = locked.handler_id and delivery.subject_id = locked.subject_id
            and delivery.position > own.position and delivery.holds_place
          order by delivery.position
          limit 1
        ) first
        where first.state = 'waiting' and not exists (select from pending_fan_out
          where pending_fan_out.handler_id = locked.handler_id and pending_fan_out.position <= first.position)
      ) next on true
    ), ended as (
      insert into attempt (message_id, ordinal, handler_id, run, number, lease, instance_id, started_at,
        ended_at, outcome, log_lines, error_cause, error_code, key_id, error, log, calls)
      select message_id, ordinal, handler_id, run, attempt, lease, $1::uuid, started_at,
        receiver_clock(), outcome, (report->>'logLines')::int, (report->>'cause')::uuid, report->>'code',
        (report->>'keyId')::uuid, decode(report->>'error', 'base64'), decode(report->>'log', 'base64'),
        decode(report->>'calls', 'base64')
      from turn
    ), moved as (
      update lane set lease = turn.lease + 1,
        waiting = lane.waiting - (not turn.holds_place)::int,
        settled_position = case when turn.holds_place or lane.rewound then lane.settled_position else turn.position end,
        head_position = case when turn.holds_place then turn.position else turn.next_position end,
        rewound = lane.rewound and turn.holds_place,
        status = case when turn.park then 'parked' else lane.status end,
        head_state = case when turn.state = 'retrying' then 'retrying' end,
        leased_by = case when turn.next_position is not null then lane.leased_by end,
        due_at = case
          when turn.next_position is not null then receiver_clock() + $2::int * interval '1 millisecond'
          when turn.park or (turn.holds_place and lane.ends) then null
          when turn.holds_place then receiver_clock() + coalesce(turn.delay_ms, 0) * interval '1 millisecond'
          when lane.waiting > 1 then receiver_clock() end
      from turn
      where lane.handler_id = turn.handler_id and lane.subject_id = turn.subject_id
    ), changed as (
      update delivery d set state = x.state, holds_place = x.holds_place, counted_attempts = coalesce(x.counted_attempts, d.counted_attempts),
        attempts_started = d.attempts_started + x.starts::int,
        abandoned = case when x.starts or x.outcome = 'released' then d.abandoned else 0 end,
        due_at = receiver_clock() + x.delay_ms * interval '1 millisecond',
        reason_code = case when x.starts then d.reason_code else x.reason_code end,
        settled_at = case when not x.holds_place then receiver_clock() end,
        started_at = case when x.starts then receiver_clock() end,
        started_by = case when x.starts then $1::uuid end,
        lease = case when x.starts then x.lease + 1 end
      from (
        select place, false as starts, message_id, ordinal, handler_id, run, lease, outcome, state, holds_place,
          delay_ms, counted_attempts, reason_code, case when holds_place then state = 'waiting' else waiting > 1 end as more from turn
        union all
        select place, true, next_message_id, next_ordinal, handler_id, next_run, lease, null, 'running', true,
          null, null, null, waiting > 2 from turn where next_position is not null
      ) x
      where ${sameDelivery('d', 'x')}
      returning x.place, x.starts, x.more, d.message_id, d.ordinal, d.handler_id, d.run, d.edit, d.subject_id,
        d.position, d.attempts_started, d.counted_attempts, d.abandoned, d.late, d.reason_code, d.lease, false as probe
    )
    select started.place::int, started.starts, ${startedColumns},
      case when started.starts then (select message_id from delivery
        where delivery.handler_id = started.handler_id and delivery.subject_id = started.subject_id
          and delivery.position > started.position and delivery.holds_place
        order by delivery.position limit 1) end as ahead
    from changed started
    left join message on message.id = case when started.starts then started.message_id end`,
})

export const NOT_HELD: SettledLane = {
  ...{ held: false, spared: false, circuit: null, isLaneDue: true, started: null },
}

/** A settled delivery, or the delivery started after it. */
type Row = StartedRow & {
  place: number
  starts: boolean
  ahead: string | null
}

/**
 * Ends attempts and starts the next deliveries of their lanes; results in the order given.
 * @param areCircuitsCounted turnCircuits has counted these settlements in the same transaction
 */
export async function settleDeliveries(
  client: Queryable,
  instanceId: string,
  leaseMs: number,
  settlements: readonly Settlement[],
  areCircuitsCounted: boolean,
): Promise<SettledLane[]> {
  const rows = await execute(client, statement, [
    instanceId,
    leaseMs,
    areCircuitsCounted,
    ...settled.values(await withReports(client, settlements)),
  ])
  const lanes = settlements.map(() => NOT_HELD)
  for (const row of rows) {
    const index = row.place - 1
    const lane = lanes[index] as SettledLane
    const change = row.starts
      ? { started: toStartedDelivery(row), ahead: row.ahead, isLaneDue: false }
      : { isLaneDue: row.more && lane.started === null }
    lanes[index] = { ...lane, held: true, ...change }
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
