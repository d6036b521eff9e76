import type { Pool } from 'pg'
import type { Settlement } from '../settlement.ts'
import type { StartedWithoutEvent } from '../started-delivery.ts'
import { attemptColumns } from './attempt-columns.ts'
import { type StartedRow, startedColumns, toStartedDelivery } from './started-row.ts'
import { run, type Statement } from './statement.ts'

const statement: Statement = {
  name: 'settle-deliveries',
  // Settles the attempts whose lease is still ours and starts the next delivery of each lane that
  // wants it. Every start takes a lease number of its own, so that a settlement whose answer was lost
  // finds nothing to do when it is sent again. `lane.waiting` comes from the locked row and is never old; the search for the next
  // delivery sees the statement's snapshot, and what it misses is left due for a claim.
  text: `
    with result as (
      select * from unnest($3::uuid[], $4::int[], $5::int[], $6::int[], $7::int[], $8::bigint[],
          $9::bigint[], $10::text[], $11::text[], $12::bool[], $13::bool[], $14::int[], $15::int[],
          $16::text[], $17::jsonb[], $18::jsonb[], $19::bool[])
        as r (message_id, ordinal, handler_id, run, attempt, subject_id,
          lease, outcome, state, open, park, delay_ms, tries,
          reason, error, log, start_next)
    ), held as (
      select result.*, lane.waiting
      from lane join result using (handler_id, subject_id)
      where lane.lease = result.lease and lane.leased_by = $1::uuid and lane.due_at > now()
      order by lane.handler_id, lane.subject_id
      for update of lane
    ), closed as (
      update attempt a set ended_at = now(), outcome = held.outcome, error = held.error, log = held.log
      from held
      where a.message_id = held.message_id and a.ordinal = held.ordinal
        and a.handler_id = held.handler_id and a.run = held.run and a.number = held.attempt
    ), settled as (
      update delivery d set state = held.state, open = held.open, tries = held.tries, abandoned = 0,
        due_at = now() + held.delay_ms * interval '1 millisecond', reason = held.reason,
        settled_at = case when held.open then null else now() end
      from held
      where d.message_id = held.message_id and d.ordinal = held.ordinal
        and d.handler_id = held.handler_id and d.run = held.run
      returning d.handler_id, d.subject_id, d.position
    ), next as (
      select held.handler_id, held.subject_id, held.lease, n.message_id, n.ordinal, n.run
      from held
      join settled using (handler_id, subject_id)
      join handler on handler.id = held.handler_id and handler.state = 'running'
      cross join lateral (
        select message_id, ordinal, run from delivery
        where delivery.handler_id = held.handler_id and delivery.subject_id = held.subject_id
          and delivery.position > settled.position and delivery.open
        order by delivery.position
        limit 1
      ) n
      where held.start_next and not held.open and held.waiting > 1
    ), started as (
      update delivery d set state = 'running', due_at = null, attempts = d.attempts + 1
      from next
      where d.message_id = next.message_id and d.ordinal = next.ordinal
        and d.handler_id = next.handler_id and d.run = next.run
        and d.open and d.state = 'waiting'
      returning d.message_id, d.ordinal, d.handler_id, d.run, d.subject_id, d.position, d.attempts,
        d.tries, d.abandoned, d.late, next.lease + 1 as lease
    ), noted as (
      insert into attempt (message_id, ordinal, handler_id, run, number, lease, instance_id)
      select message_id, ordinal, handler_id, run, attempts, lease, $1::uuid from started
    ), moved as (
      update lane set
        lease = coalesce(started.lease, lane.lease),
        waiting = lane.waiting - case when held.open then 0 else 1 end,
        settled_position = case when held.open then lane.settled_position else settled.position end,
        status = case when held.park then 'parked' else lane.status end,
        due_at = case
          when started.handler_id is not null then now() + $2::int * interval '1 millisecond'
          when held.park then null
          when held.open then now() + coalesce(held.delay_ms, 0) * interval '1 millisecond'
          when lane.waiting > 1 then now()
        end,
        leased_by = case when started.handler_id is not null then lane.leased_by end
      from held
      join settled using (handler_id, subject_id)
      left join started using (handler_id, subject_id)
      where lane.handler_id = held.handler_id and lane.subject_id = held.subject_id
    )
    select held.handler_id as held_handler_id, held.subject_id as held_subject_id, ${startedColumns}
    from held
    left join started using (handler_id, subject_id)
    left join message on message.id = started.message_id`,
}

export interface SettledLane {
  /** false: the lease was over, nothing was changed */
  readonly held: boolean
  /** the lane's next delivery; its attempt is written */
  readonly started: StartedWithoutEvent | null
}

type Row = { held_handler_id: number; held_subject_id: string } & (
  | StartedRow
  | { message_id: null }
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
    settlements.map(({ startNext }) => startNext),
  ])
  const byLane = new Map(rows.map((row) => [`${row.held_handler_id}/${row.held_subject_id}`, row]))
  return settlements.map(({ delivery }) => {
    const row = byLane.get(`${delivery.handlerId}/${delivery.subjectId}`)
    if (row === undefined) return { held: false, started: null }
    return { held: true, started: row.message_id === null ? null : toStartedDelivery(row) }
  })
}

function keepsItsTurn({ next }: Settlement): boolean {
  return (
    next.state === 'retrying' ||
    next.state === 'waiting' ||
    (next.state === 'failed' && next.lane === 'parks')
  )
}
