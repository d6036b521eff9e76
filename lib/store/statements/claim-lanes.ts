import type { Pool } from 'pg'
import type { ParkedHead, StartedWithoutEvent } from '../started-delivery.ts'
import { type StartedRow, startedColumns, toStartedDelivery } from './started-row.ts'
import { run, type Statement } from './statement.ts'

const statement: Statement = {
  name: 'claim-lanes',
  // Lanes whose time has come, handler by handler, oldest first: the cost follows what is runnable.
  // The statement's snapshot may be older than the lane it locks. Three things keep that harmless:
  // the head is looked for behind the locked lane's settled position; positions of a lane are
  // committed in order, so that an unseen one never precedes a seen one; and starting updates the
  // delivery, which checks its newest version again. A lane without a visible head stays due.
  text: `
    with want as (
      select w.handler_id, w.places
      from unnest($1::int[], $2::int[]) as w (handler_id, places)
      join handler on handler.id = w.handler_id and handler.state = 'running'
    ), picked as (
      select l.* from want cross join lateral (
        select handler_id, subject_id, lease, settled_position from lane
        where lane.handler_id = want.handler_id and lane.due_at <= now()
        order by lane.due_at
        limit want.places
        for update skip locked
      ) l
    ), head as (
      select picked.handler_id, picked.subject_id, picked.lease, d.message_id, d.ordinal, d.run,
        d.state, d.attempts, d.reason
      from picked cross join lateral (
        select message_id, ordinal, run, state, attempts, reason from delivery
        where delivery.handler_id = picked.handler_id and delivery.subject_id = picked.subject_id
          and delivery.position > picked.settled_position and delivery.open
        order by delivery.position
        limit 1
      ) d
    ), started as (
      update delivery d set state = 'running', due_at = null, attempts = d.attempts + 1,
        abandoned = case when d.state = 'running' then d.abandoned + 1 else 0 end
      from head
      where d.message_id = head.message_id and d.ordinal = head.ordinal
        and d.handler_id = head.handler_id and d.run = head.run
        and d.open and d.state in ('waiting', 'retrying', 'running')
      returning d.message_id, d.ordinal, d.handler_id, d.run, d.subject_id, d.position, d.attempts,
        d.tries, d.abandoned, d.late, head.lease + 1 as lease
    ), given_up as (
      update attempt a set ended_at = now(), outcome = 'abandoned'
      from head
      where head.state = 'running' and a.message_id = head.message_id and a.ordinal = head.ordinal
        and a.handler_id = head.handler_id and a.run = head.run and a.number = head.attempts
        and a.ended_at is null
    ), noted as (
      insert into attempt (message_id, ordinal, handler_id, run, number, lease, instance_id)
      select message_id, ordinal, handler_id, run, attempts, lease, $3::uuid from started
    ), leased as (
      update lane set lease = started.lease, leased_by = $3::uuid,
        due_at = now() + $4::int * interval '1 millisecond'
      from started
      where lane.handler_id = started.handler_id and lane.subject_id = started.subject_id
    ), parked as (
      update lane set status = 'parked', due_at = null, leased_by = null
      from head
      where head.state = 'failed'
        and lane.handler_id = head.handler_id and lane.subject_id = head.subject_id
      returning head.message_id, head.ordinal, head.handler_id, head.run, head.reason
    )
    select null as reason, ${startedColumns} from started
    left join message on message.id = started.message_id
    union all
    select coalesce(reason, ''), message_id, ordinal, handler_id, run,
      null, null, null, null, null, null, null, null, null from parked`,
}

export interface LaneClaim {
  readonly handlerId: number
  /** lanes at most */
  readonly places: number
}

/** Leases due lanes and starts the head of each: its attempt is written when this returns. */
export async function claimLanes(
  pool: Pool,
  instanceId: string,
  leaseMs: number,
  claims: readonly LaneClaim[],
): Promise<{ started: StartedWithoutEvent[]; parked: ParkedHead[] }> {
  const rows = await run<StartedRow & { reason: string | null }>(pool, statement, [
    claims.map((claim) => claim.handlerId),
    claims.map((claim) => claim.places),
    instanceId,
    leaseMs,
  ])
  const parked = rows
    .filter((row) => row.reason !== null)
    .map(({ message_id, ordinal, handler_id, run, reason }) => ({
      messageId: message_id,
      ordinal,
      handlerId: handler_id,
      run,
      reason,
    }))
  return { started: rows.filter((row) => row.reason === null).map(toStartedDelivery), parked }
}
