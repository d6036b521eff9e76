import type { ClientBase } from 'pg'
import { listColumns } from '../db/list-columns.ts'
import { defineStatement, run } from '../db/statement.ts'
import { sameDelivery } from '../record/same-delivery.ts'
import type { ParkedHead, StartedWithoutEvent } from '../record/started-delivery.ts'
import { MAX_LEASE_SECONDS } from './max-lease-seconds.ts'
import { type StartedRow, startedColumns, startedKeys, toStartedDelivery } from './started-row.ts'

/** How long a recording or an action keeps a due lane locked; a longer lock is left to the poll (ms). */
const LOCKED_MS = 250
/** The statement_timeout of a session, see session-settings (ms). */
const STATEMENT_MS = 15_000

const asked = listColumns<LaneClaim>({
  types: {
    ...{ handlerId: 'int', places: 'int', total: 'int', ratePerMs: 'float8' },
    ...{ rateCapacity: 'float8', probeMs: 'int', lookFrom: 'timestamptz' },
  },
})

const statement = defineStatement<Row>({
  name: 'claim-lanes',
  columns: {
    ...startedKeys,
    asked_handler_id: true,
    next_from: true,
    has_more: true,
    step: true,
    reason_code: true,
    look_again_ms: true,
  },
  // Lanes whose time has come, handler by handler, oldest first: the cost follows what is runnable.
  // `allowed` is the number of starts that each handler still has. Where the installation has a limit, the
  // handler's row is locked and the valid leases are counted. An open circuit lets one probe through when
  // its time has come. Messages that are still to be fanned out to a handler are a barrier: what was
  // recorded behind the first of them waits.
  //
  // The statement's snapshot may be older than the lane it locks. A lane that was started, settled or
  // changed since (lease, version) is left for the next look. What joined at its end since does no
  // harm: positions of a lane are committed in order, so that an unseen one never precedes a seen one.
  // A lane without a visible head stays due.
  //
  // A head that is running belonged to a process whose lease has ended: its attempt is abandoned.
  //
  // The index of due lanes keeps an entry of each claim until vacuum removes it, and a foreign snapshot
  // (pg_dump) stops vacuum. So a claim reads from where the one before it found lanes (look_from). It reads
  // a little before the first of them, for lanes that were locked just then. A claim that reads all and
  // finds nothing moves the start behind every due time that a statement under way may still commit.
  text: `
    with asked as (
      select handler_id, places, total, rate_per_ms as per_ms, rate_capacity as capacity, probe_ms,
        look_from
      from ${asked.from(3, 'a')}
    ), allowed as (
      select asked.handler_id, asked.probe_ms, asked.per_ms, asked.look_from, h.circuit_opened_at is not null as probing,
        least(asked.capacity,
          coalesce(h.rate_tokens + extract(epoch from receiver_clock() - h.rate_tokens_at) * 1000 * asked.per_ms,
            asked.capacity)) as rate_tokens,
        case
          when h.circuit_opened_at is not null then case when h.probe_at <= receiver_clock() then 1 else 0 end
          when asked.total is null then asked.places
          else least(asked.places, asked.total - (
            select count(*) from lane
            where lane.handler_id = asked.handler_id and lane.leased_by is not null
              and lane.due_at > receiver_clock()
              and lane.due_at <= receiver_clock() + interval '${MAX_LEASE_SECONDS} seconds'))
        end as places,
        (select min(position) from pending_fan_out where pending_fan_out.handler_id = asked.handler_id) as barrier
      from asked join handler h on h.id = asked.handler_id
      where h.state = 'running'
    ), want as (
      select handler_id, look_from, probing, barrier,
        greatest(least(places, coalesce(floor(rate_tokens), places)), 0)::int as places
      from allowed
    ), picked as (
      select l.*, want.probing, want.barrier from want cross join lateral (
        select handler_id, subject_id, lease, settled_position, head_position, version, due_at from lane
        where lane.handler_id = want.handler_id and lane.due_at <= receiver_clock()
          and lane.due_at >= coalesce(want.look_from, '-infinity')
        order by lane.due_at
        limit want.places
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
        exists (select from lane
          where lane.handler_id = want.handler_id and lane.due_at <= receiver_clock()
            and lane.due_at >= coalesce(want.look_from, '-infinity')
          order by lane.due_at offset (select count(*) from started where started.handler_id = want.handler_id)
        ) as has_more
      from want
    )
    select want.handler_id as asked_handler_id, (case
        when looked.oldest is not null then looked.oldest - interval '${LOCKED_MS} milliseconds'
        when want.look_from is null and want.places > 0
          then receiver_clock() - interval '${STATEMENT_MS} milliseconds'
        else want.look_from end)::text as next_from,
      looked.has_more, started.step, started.reason_code,
      case when allowed.places > 0 and allowed.rate_tokens < 1
        then (1 - allowed.rate_tokens) / allowed.per_ms end as look_again_ms, ${startedColumns}
    from allowed
    join want on want.handler_id = allowed.handler_id
    join looked on looked.handler_id = want.handler_id
    left join started on started.handler_id = allowed.handler_id
    left join message on message.id = started.message_id`,
})

export interface LaneClaim {
  readonly handlerId: number
  /** lanes at most, for this instance */
  readonly places: number
  /** lanes at most, for all instances together; null = no limit, and nothing is counted */
  readonly total: number | null
  /** starts per ms, for all instances together; null = as many as come */
  readonly ratePerMs: number | null
  /** starts that may come at once where the rate is limited; null = as many as come */
  readonly rateCapacity: number | null
  /** `nextFrom` of an earlier claim; null = due lanes are read from the oldest */
  readonly lookFrom: string | null
  /** how long a probe of an open circuit has before another one may come (ms) */
  readonly probeMs: number
}

export interface Claimed {
  readonly started: StartedWithoutEvent[]
  readonly parked: ParkedHead[]
  /** handlers of the lanes whose head has a start date in the future, once for each lane */
  readonly postponed: number[]
  /** when a rate limit lets the next start through (ms); null = nothing is known to come */
  readonly lookAgainMs: number | null
  /** the due time from which the next claim may read, by handler; those that may not start are missing */
  readonly nextFrom: ReadonlyMap<number, string | null>
  /** handlers with due lanes that this claim has left */
  readonly hasMore: ReadonlySet<number>
}

/** One of each handler that may claim at least, without a step where nothing is due. */
type Row = StartedRow & {
  asked_handler_id: number
  next_from: string | null
  has_more: boolean
  step: 'start' | 'park' | 'postpone' | null
  reason_code: string | null
  look_again_ms: number | null
}

/** Leases due lanes and starts the head of each: it may run when this commits. */
export async function claimLanes(
  client: ClientBase,
  instanceId: string,
  leaseMs: number,
  claims: readonly LaneClaim[],
): Promise<Claimed> {
  const rows = await run(client, statement, [instanceId, leaseMs, ...asked.values(claims)])
  const nextFrom = new Map<number, string | null>()
  const hasMore = new Set<number>()
  const started: StartedWithoutEvent[] = []
  const parked: ParkedHead[] = []
  const postponed: number[] = []
  let lookAgainMs: number | null = null
  for (const row of rows) {
    const { step, reason_code, look_again_ms } = row
    nextFrom.set(row.asked_handler_id, row.next_from)
    if (row.has_more) hasMore.add(row.asked_handler_id)
    if (look_again_ms !== null) lookAgainMs = Math.min(lookAgainMs ?? look_again_ms, look_again_ms)
    if (step === 'start') started.push(toStartedDelivery(row))
    else if (step === 'postpone') postponed.push(row.handler_id)
    else if (step === 'park') {
      const { message_id, ordinal, handler_id, run } = row
      parked.push({
        messageId: message_id,
        ordinal,
        handlerId: handler_id,
        run,
        reasonCode: reason_code,
      })
    }
  }
  return { started, parked, postponed, lookAgainMs, nextFrom, hasMore }
}
