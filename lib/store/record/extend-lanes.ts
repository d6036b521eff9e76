import type { ClientBase } from 'pg'
import { chunksOf, listColumns } from '../db/list-columns.ts'
import { defineStatement, execute } from '../db/statement.ts'

/** The key of a lane in maps of this process. */
export function laneName(handlerId: number, subjectId: string): string {
  return `${handlerId}/${subjectId}`
}

export interface LaneExtension {
  readonly handlerId: number
  readonly subjectId: string
  /** added deliveries with a turn; 0 = a scheduled one that later ones may overtake */
  readonly count: number
  /** their latest publication time */
  readonly publishedAt: string | null
  /** the first delivery may start at once: a slot of its handler is reserved */
  readonly mayStart: boolean
}

/** The lease of lanes that a recording starts. */
export interface BornLease {
  readonly instanceId: string
  readonly leaseMs: number
  /** An instance without a heartbeat for this long counts as gone (ms). */
  readonly silenceMs: number
}

/** Number of lanes that a claim must check, by handler; Infinity = unknown. */
export type DueLanes = ReadonlyMap<number, number>

interface Row {
  handler_id: number
  due_lanes: number
}

const columns = listColumns<LaneExtension>({
  types: {
    ...{ handlerId: 'int', subjectId: 'bigint', count: 'int' },
    ...{ publishedAt: 'timestamptz', mayStart: 'bool' },
  },
})

/** SQL: the lane is idle and takes the new lease. */
const isIdle = `excluded.leased_by is not null and lane.leased_by is null and lane.waiting = 0
        and lane.status = 'open'`

const statement = defineStatement<Row>({
  name: 'extend-lanes',
  columns: { handler_id: true, due_lanes: true },
  // The rows are sorted and stay locked until the commit, so a lane's deliveries commit in the order of
  // their positions.
  //
  // Leases an idle lane if its first delivery may start at once. The handler must be running, with a
  // closed circuit and no pending fan-outs. Every live instance that records must know it: an instance
  // without it could record an earlier event and fan it out later. The locked row tells whether the lane
  // is idle. The schema's default gives a new row a higher lease number than any deleted row had.
  text: `
    with startable as materialized (
      select array_agg(h.id) as handler_ids from handler h
      where h.id = any($6::int[]) and h.state = 'running' and h.circuit_opened_at is null
        and not exists (select from pending_fan_out where pending_fan_out.handler_id = h.id)
        and not exists (
          select from instance i
          where i.ended_at is null and i.role <> 'dispatch' and h.id <> all (i.handler_ids)
            and i.last_seen_at > receiver_clock() - $9::int * interval '1 millisecond')
    ), extended as (
      insert into lane (handler_id, subject_id, waiting, due_at, published_at, leased_by)
      select extension.handler_id, subject_id, count,
        case when starts then receiver_clock() + $8::int * interval '1 millisecond'
          when count > 0 then receiver_clock() end,
        published_at, case when starts then $7::uuid end
      from ${columns.from(1, 'extension')}
      cross join lateral (
        select may_start and coalesce(extension.handler_id = any ((select handler_ids from startable)::int[]), false)
          as starts
      ) judged
      order by extension.handler_id, subject_id
      on conflict (handler_id, subject_id) do update set
        waiting = lane.waiting + excluded.waiting,
        lease = lane.lease + (${isIdle})::int,
        leased_by = case when ${isIdle} then excluded.leased_by else lane.leased_by end,
        due_at = case when ${isIdle} then excluded.due_at
          when lane.waiting = 0 and excluded.waiting > 0 then receiver_clock() else lane.due_at end,
        published_before = lane.published_at,
        published_at = greatest(lane.published_at, excluded.published_at)
      returning handler_id, coalesce(due_at <= receiver_clock(), false) as is_due
    )
    select handler_id, count(*)::int as due_lanes from extended where is_due group by handler_id`,
})

/**
 * Locks the lanes, creates missing ones, adds to their counts and leases those that start at once.
 * @param born null = no lane starts at once
 * @returns once the last statement is sent
 */
export async function extendLanes(
  client: ClientBase,
  extensions: readonly LaneExtension[],
  born: BornLease | null,
): Promise<{ readonly lastStatement: Promise<DueLanes> }> {
  const dueLanes = new Map<number, number>()
  let sent = Promise.resolve()
  // Same lock order in every writer, also across statements.
  for (const [number, chunk] of chunksOf([...extensions].sort(byKey)).entries()) {
    if (number > 0) await sent
    const starting = chunk.filter(({ mayStart }) => mayStart)
    const values = [
      ...columns.values(chunk),
      [...new Set(starting.map(({ handlerId }) => handlerId))],
      born?.instanceId ?? null,
      born?.leaseMs ?? null,
      born?.silenceMs ?? null,
    ]
    sent = execute(client, statement, values).then((rows) => {
      for (const { handler_id, due_lanes } of rows) {
        dueLanes.set(handler_id, (dueLanes.get(handler_id) ?? 0) + due_lanes)
      }
    })
  }
  return { lastStatement: sent.then(() => dueLanes) }
}

/** Subject ids are bigint: plain text order would differ. */
function byKey(a: LaneExtension, b: LaneExtension): number {
  return (
    a.handlerId - b.handlerId ||
    a.subjectId.length - b.subjectId.length ||
    (a.subjectId < b.subjectId ? -1 : 1)
  )
}
