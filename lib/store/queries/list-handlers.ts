import type { Pool } from 'pg'
import { run, type Statement } from '../statements/statement.ts'

export interface HandlerSummary {
  readonly name: string
  readonly formerNames: readonly string[]
  /** held by a person, open by its circuit, retired when no instance has it */
  readonly state: 'running' | 'held' | 'open' | 'retired'
  /** by a person, also while no instance has it */
  readonly held: boolean
  readonly registeredAt: Date
  readonly lastSeenAt: Date
  readonly retiredAt: Date | null
  readonly circuit: {
    /** null: it is closed */
    readonly openedAt: string | null
    readonly probeAt: string | null
    readonly faults: number
  }
  readonly definition: unknown
  /** instances that have it and were heard of lately */
  readonly instances: number
  /** lanes, counted up to 10,000 */
  readonly parkedLanes: number
  readonly retryingLanes: number
  /** deliveries behind the heads of parked lanes */
  readonly waitingBehindParked: number
}

const statement: Statement = {
  name: 'list-handlers',
  text: `
    select h.name, h.former_names as "formerNames", case
        when h.retired_at is not null then 'retired'
        when h.state = 'held' then 'held'
        when h.state = 'open' or h.opened_at is not null then 'open'
        else 'running' end as state, h.state = 'held' as held,
      h.registered_at as "registeredAt", h.last_seen_at as "lastSeenAt", h.retired_at as "retiredAt",
      jsonb_build_object('openedAt', h.opened_at, 'probeAt', h.probe_at,
        'faults', cardinality(h.faults)) as circuit,
      h.definition, (
        select count(*)::int from instance i
        where h.id = any(i.handler_ids) and i.ended_at is null
          and i.last_seen_at > receiver_clock() - interval '90 seconds'
      ) as instances, parked.lanes as "parkedLanes", parked.behind as "waitingBehindParked", (
        select count(*)::int from (
          select from lane where handler_id = h.id and head_state = 'retrying' limit 10000) r
      ) as "retryingLanes"
    from handler h cross join lateral (
      select count(*)::int as lanes, coalesce(sum(greatest(waiting - 1, 0)), 0)::int as behind from (
        select waiting from lane where handler_id = h.id and status = 'parked' limit 10000) p
    ) parked
    where $1::text is null or h.name = $1
    order by h.name`,
}

/** Every handler that was ever registered; there are never many. */
export function listHandlers(pool: Pool, name: string | null = null): Promise<HandlerSummary[]> {
  return run<HandlerSummary & Record<string, unknown>>(pool, statement, [name])
}
