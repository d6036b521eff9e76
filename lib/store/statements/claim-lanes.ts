import type { ClientBase } from 'pg'
import type { ParkedHead, StartedWithoutEvent } from '../started-delivery.ts'
import { type StartedRow, startedColumns, toStartedDelivery } from './started-row.ts'
import { run, type Statement } from './statement.ts'

const statement: Statement = {
  name: 'claim-lanes',
  // Lanes whose time has come, handler by handler, oldest first: the cost follows what is runnable.
  // `allowed` is what the installation may still start: the handler's rows are locked, and the valid
  // leases are counted. An open circuit lets one probe through when its time has come. Messages that are
  // still to be fanned out to a handler are a barrier: what was recorded behind the first of them waits.
  //
  // The statement's snapshot may be older than the lane it locks. Three things keep that harmless:
  // a lane that something joined elsewhere than at its end since the snapshot, or in which an action
  // changed something, is left for the next look (insertions); other positions of a lane are committed
  // in order, so that an unseen one never precedes a seen one; and starting updates the delivery, which
  // checks its newest version again.
  // A lane without a visible head stays due.
  text: `
    with asked as (
      select * from unnest($1::int[], $2::int[], $3::int[], $4::float8[], $5::float8[], $6::int[])
        as a (handler_id, places, concurrency, per_ms, capacity, probe_ms)
    ), allowed as (
      select asked.handler_id, asked.probe_ms, asked.per_ms, h.opened_at is not null as probing,
        least(asked.capacity,
          coalesce(h.allowance + extract(epoch from receiver_clock() - h.allowance_at) * 1000 * asked.per_ms,
            asked.capacity)) as allowance,
        case
          when h.opened_at is not null then case when h.probe_at <= receiver_clock() then 1 else 0 end
          else least(asked.places, asked.concurrency - (
            select count(*) from lane
            where lane.handler_id = asked.handler_id and lane.leased_by is not null
              and lane.due_at > receiver_clock()))
        end as places,
        (select min(position) from fan_out where fan_out.handler_id = asked.handler_id) as barrier
      from asked join handler h on h.id = asked.handler_id
      where h.state = 'running'
    ), want as (
      select handler_id, probe_ms, probing, barrier,
        least(places, coalesce(floor(allowance), places))::int as places
      from allowed
    ), picked as (
      select l.*, want.probing, want.barrier from want cross join lateral (
        select handler_id, subject_id, lease, settled_position, head_position, insertions from lane
        where lane.handler_id = want.handler_id and lane.due_at <= receiver_clock()
        order by lane.due_at
        limit greatest(want.places, 0)
        for update skip locked
      ) l
    ), head as (
      select picked.handler_id, picked.subject_id, picked.lease, picked.probing, d.message_id,
        d.ordinal, d.run, d.state, d.position, d.attempts, d.reason, d.due_at
      from picked
      join lane seen on seen.handler_id = picked.handler_id and seen.subject_id = picked.subject_id
        and seen.insertions = picked.insertions
      cross join lateral (
        select message_id, ordinal, run, state, position, attempts, reason, due_at from delivery
        where delivery.handler_id = picked.handler_id and delivery.subject_id = picked.subject_id
          and delivery.position >= coalesce(picked.head_position, picked.settled_position + 1)
          and delivery.open::int = 1
        order by delivery.position
        limit 1
      ) d
      where picked.barrier is null or d.position < picked.barrier
    ), started as (
      update delivery d set state = 'running', due_at = null, attempts = d.attempts + 1,
        abandoned = d.abandoned + case when d.state = 'running' then 1 else 0 end
      from head
      -- Written so that only the primary key fits, as in settle-completed.
      where d.message_id = head.message_id and d.ordinal = head.ordinal
        and d.handler_id + 0 = head.handler_id and d.run = head.run
        and d.open::int = 1 and (d.state in ('waiting', 'retrying', 'running')
          or (d.state = 'scheduled' and d.due_at <= receiver_clock()))
      returning d.message_id, d.ordinal, d.handler_id, d.run, d.edit, d.subject_id, d.position,
        d.attempts, d.tries, d.abandoned, d.late, head.lease + 1 as lease, head.probing as probe
    ), given_up as (
      update attempt a set ended_at = receiver_clock(), outcome = 'abandoned'
      from head
      where head.state = 'running' and a.message_id = head.message_id and a.ordinal = head.ordinal
        and a.handler_id = head.handler_id and a.run = head.run and a.number = head.attempts
        and a.ended_at is null
    ), noted as (
      insert into attempt (message_id, ordinal, handler_id, run, number, lease, instance_id, started_at)
      select message_id, ordinal, handler_id, run, attempts, lease, $7::uuid, receiver_clock()
      from started
    ), leased as (
      update lane set lease = started.lease, leased_by = $7::uuid, head_position = started.position,
        head_state = null, due_at = receiver_clock() + $8::int * interval '1 millisecond'
      from started
      where lane.handler_id = started.handler_id and lane.subject_id = started.subject_id
    ), postponed as (
      update lane set due_at = head.due_at, head_state = 'scheduled', leased_by = null
      from head
      where head.state = 'scheduled' and head.due_at > receiver_clock()
        and lane.handler_id = head.handler_id and lane.subject_id = head.subject_id
      returning lane.handler_id
    ), parked as (
      update lane set status = 'parked', head_position = head.position, due_at = null,
        head_state = null, leased_by = null
      from head
      where head.state = 'failed'
        and lane.handler_id = head.handler_id and lane.subject_id = head.subject_id
      returning head.message_id, head.ordinal, head.handler_id, head.run, head.reason
    ), used as (
      update handler set
        allowance = allowed.allowance - s.starts,
        allowance_at = case when allowed.per_ms is null then null else receiver_clock() end,
        probe_at = case when allowed.probing
          then receiver_clock() + allowed.probe_ms * interval '1 millisecond' else handler.probe_at end
      from allowed join (select handler_id, count(*) as starts from started group by handler_id) s
        using (handler_id)
      where handler.id = allowed.handler_id and (allowed.probing or allowed.per_ms is not null)
    )
    select null as reason, null::float8 as look_again_ms, ${startedColumns} from started
    left join message on message.id = started.message_id
    union all
    select coalesce(reason, ''), null, message_id, ordinal, handler_id, run,
      null, null, null, null, null, null, null, null, null, null, null, null from parked
    union all
    select null, (1 - allowance) / per_ms, null, null, handler_id, null,
      null, null, null, null, null, null, null, null, null, null, null, null from allowed
    where places > 0 and allowance < 1
    union all
    select null, 0, null, null, handler_id, null,
      null, null, null, null, null, null, null, null, null, null, null, null from postponed`,
}

export interface LaneClaim {
  readonly handlerId: number
  /** lanes at most, for this instance */
  readonly places: number
  /** lanes at most, for all instances together */
  readonly concurrency: number
  /** starts per ms, for all instances together; null = as many as come */
  readonly ratePerMs: number | null
  /** starts that may come at once where the rate is limited; null = as many as come */
  readonly rateCapacity: number | null
  /** how long a probe of an open circuit has before another one may come (ms) */
  readonly probeMs: number
}

export interface Claimed {
  readonly started: StartedWithoutEvent[]
  readonly parked: ParkedHead[]
  /** when a rate limit lets the next start through, 0 = now (ms); null = nothing is known to come */
  readonly lookAgainMs: number | null
}

type Row = StartedRow & { reason: string | null; look_again_ms: number | null }

/** Leases due lanes and starts the head of each: its attempt is written when this commits. */
export async function claimLanes(
  client: ClientBase,
  instanceId: string,
  leaseMs: number,
  claims: readonly LaneClaim[],
): Promise<Claimed> {
  const rows = await run<Row>(client, statement, [
    claims.map((claim) => claim.handlerId),
    claims.map((claim) => claim.places),
    claims.map((claim) => claim.concurrency),
    claims.map((claim) => claim.ratePerMs),
    claims.map((claim) => claim.rateCapacity),
    claims.map((claim) => claim.probeMs),
    instanceId,
    leaseMs,
  ])
  const started: StartedWithoutEvent[] = []
  const parked: ParkedHead[] = []
  let lookAgainMs: number | null = null
  for (const row of rows) {
    if (row.look_again_ms !== null) {
      lookAgainMs = Math.min(lookAgainMs ?? Number.POSITIVE_INFINITY, row.look_again_ms)
    } else if (row.reason === null) started.push(toStartedDelivery(row))
    else {
      const { message_id, ordinal, handler_id, run, reason } = row
      parked.push({ messageId: message_id, ordinal, handlerId: handler_id, run, reason })
    }
  }
  return { started, parked, lookAgainMs }
}
