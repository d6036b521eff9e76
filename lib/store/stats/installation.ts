import type { Pool } from 'pg'
import type { AlertKind } from '../../states.ts'
import { defineStatement, execute } from '../db/statement.ts'
import { timeOfId } from '../queries/id-time.ts'
import { isOfSender } from '../record/internal-messages.ts'

/** Stats of the whole installation, the same on every instance. */
export interface InstallationStats {
  readonly handlers: readonly {
    readonly handler: string
    readonly state: 'running' | 'held' | 'open' | 'retired'
    /** live instances with the handler */
    readonly instances: number
    /** wait of the longest due lane for a claim */
    readonly overdueSeconds: number
  }[]
  /** null = no message */
  readonly lastMessageAt: Date | null
  /** counted up to 10,000 */
  readonly undecodable: number
  readonly scheduled: number
  readonly alerts: readonly { readonly kind: AlertKind; readonly open: number }[]
}

const handlers = defineStatement<InstallationStats['handlers'][number]>({
  name: 'stats-of-handlers',
  columns: { handler: true, state: true, instances: true, overdueSeconds: true },
  text: `
    select h.name as handler, case
        when h.retired_at is not null then 'retired'
        when h.state = 'held' then 'held'
        when h.circuit_opened_at is not null then 'open'
        else 'running' end as state, (
        select count(*)::int from instance i
        where h.id = any(i.handler_ids) and i.ended_at is null
          and i.last_seen_at > receiver_clock() - interval '90 seconds') as instances,
      coalesce(greatest(0, extract(epoch from receiver_clock() - (
        select due_at from lane where handler_id = h.id and due_at is not null
        order by due_at limit 1))), 0)::float8 as "overdueSeconds"
    from handler h order by h.name`,
})

const totals = defineStatement<{ message: string | null; undecodable: number; scheduled: number }>({
  name: 'stats-of-all',
  columns: { message: true, undecodable: true, scheduled: true },
  text: `
    select (select id from message where ${isOfSender('message')} order by id desc limit 1) as message,
      (select count(*)::int from (
        select from message where state = 'undecodable' limit 10000) m) as undecodable,
      ((select count(*) from (select from deferred_delivery limit 10000) d)
        + (select count(*) from (select from lane
          where head_state = 'scheduled' and due_at is not null limit 10000) l))::int as scheduled`,
})

const alerts = defineStatement<InstallationStats['alerts'][number]>({
  name: 'stats-of-alerts',
  columns: { kind: true, open: true },
  text: `select kind, count(*)::int as open from alert where ended_at is null group by kind`,
})

export async function readInstallation(pool: Pool): Promise<InstallationStats> {
  const [ofHandlers, [all], ofAlerts] = await Promise.all([
    execute(pool, handlers, []),
    execute(pool, totals, []),
    execute(pool, alerts, []),
  ])
  return {
    handlers: ofHandlers,
    lastMessageAt: all?.message ? timeOfId(all.message) : null,
    undecodable: all?.undecodable ?? 0,
    scheduled: all?.scheduled ?? 0,
    alerts: ofAlerts,
  }
}
