import type { Pool } from 'pg'
import type { DurabilityRisk } from '../durability.ts'
import { firstIdAt, timeOfId } from '../queries/id-time.ts'
import { type HandlerSummary, listHandlers } from '../queries/list-handlers.ts'
import { SEEN_MARK } from '../queries/refusal-cause.ts'
import { query, sql } from '../queries/sql.ts'
import { countOpenDeliveries, type OpenDeliveries } from '../statements/count-open-deliveries.ts'
import { type HourFigures, readHours } from './hours.ts'

/** Whether all is well, in figures. */
export interface Overview {
  readonly at: Date
  readonly handlers: Readonly<Record<HandlerSummary['state'] | 'total', number>>
  readonly lastEventAt: Date | null
  /** lanes that wait for a person, and all deliveries in them */
  readonly parked: { readonly lanes: number; readonly deliveries: number }
  /** deliveries in lanes that move */
  readonly waiting: number
  readonly scheduled: number
  /** the last 24 hours, and the 24 before */
  readonly today: DayFigures
  readonly before: DayFigures
  readonly hours: readonly HourFigures[]
  /** events of the last 24 hours */
  readonly types: readonly { readonly type: string | null; readonly events: number }[]
  /** refused calls to the paths for events in the last 24 hours that nobody has marked as seen */
  readonly unseenRefusals: number
  /** from receipt to done, of the latest deliveries; null = there are none */
  readonly secondsToDone: { readonly p50: number; readonly p95: number } | null
  readonly unusual: readonly Unusual[]
}

export type DayFigures = Omit<HourFigures, 'hour'>

export interface Unusual {
  readonly kind:
    | 'handler_held'
    | 'circuit_open'
    | 'handler_retired'
    | 'no_events'
    | 'refusals'
    | 'parked'
    | DurabilityRisk
  readonly handler?: string
  readonly count?: number
  readonly since?: Date
}

const HOURS = 48
const DAY = 24
const DAY_MS = DAY * 3_600_000
const MAX_EVENTS = 100_000
const MAX_TYPES = 10
const LATEST = 2_000
/** A day with some and then a night without is usual; two days without are not. */
const SILENT_MS = 2 * DAY_MS

export async function readOverview(
  pool: Pool,
  now: Date,
  risks: readonly DurabilityRisk[],
  eventPaths: readonly string[],
): Promise<Overview> {
  const [handlers, open, hours, types, done, lastEventAt, scheduled, unseen] = await Promise.all([
    listHandlers(pool),
    countOpenDeliveries(pool),
    readHours(pool, now, HOURS, eventPaths),
    readTypes(pool, now),
    readSecondsToDone(pool),
    readLastEvent(pool),
    countScheduled(pool),
    countUnseenRefusals(pool, now, eventPaths),
  ])
  const sumOf = (lane: 'open' | 'parked', what: 'lanes' | 'deliveries') =>
    open.filter((part) => part.lane === lane).reduce((sum, part) => sum + part[what], 0)
  const parked = { lanes: sumOf('parked', 'lanes'), deliveries: sumOf('parked', 'deliveries') }
  const today = dayOf(hours.slice(-DAY))
  return {
    at: now,
    handlers: countStates(handlers),
    lastEventAt,
    parked,
    waiting: sumOf('open', 'deliveries'),
    scheduled,
    today,
    before: dayOf(hours.slice(0, -DAY)),
    hours,
    types,
    unseenRefusals: unseen,
    secondsToDone: done,
    unusual: [
      ...risks.map((kind) => ({ kind })),
      ...handlers.flatMap((handler) => unusualHandler(handler, open)),
      ...(parked.lanes > 0 ? [{ kind: 'parked' as const, count: parked.lanes }] : []),
      ...(unseen > 0 ? [{ kind: 'refusals' as const, count: unseen }] : []),
      ...silence(lastEventAt, now),
    ],
  }
}

function dayOf(hours: readonly HourFigures[]): DayFigures {
  const sum = (what: keyof DayFigures) => hours.reduce((total, hour) => total + hour[what], 0)
  return {
    received: sum('received'),
    completed: sum('completed'),
    failed: sum('failed'),
    refused: sum('refused'),
  }
}

function countStates(handlers: readonly HandlerSummary[]): Overview['handlers'] {
  const of = (state: HandlerSummary['state']) =>
    handlers.filter((handler) => handler.state === state).length
  return {
    total: handlers.length - of('retired'),
    running: of('running'),
    held: of('held'),
    open: of('open'),
    retired: of('retired'),
  }
}

/** One that nobody has is told while something waits for it, as its alert is. */
function unusualHandler(handler: HandlerSummary, open: readonly OpenDeliveries[]): Unusual[] {
  const { name, state, circuit, retiredAt } = handler
  if (state === 'held') return [{ kind: 'handler_held', handler: name }]
  if (state === 'open') {
    const since = circuit.openedAt === null ? {} : { since: new Date(circuit.openedAt) }
    return [{ kind: 'circuit_open', handler: name, ...since }]
  }
  const isMissed = open.some((part) => part.handler === name && part.deliveries > 0)
  return retiredAt !== null && isMissed
    ? [{ kind: 'handler_retired', handler: name, since: retiredAt }]
    : []
}

function silence(lastEventAt: Date | null, now: Date): Unusual[] {
  const isSilent = lastEventAt !== null && now.getTime() - lastEventAt.getTime() > SILENT_MS
  return isSilent ? [{ kind: 'no_events', since: lastEventAt }] : []
}

function readTypes(pool: Pool, now: Date): Promise<{ type: string | null; events: number }[]> {
  const first = firstIdAt(new Date(now.getTime() - DAY_MS))
  return query(
    pool,
    sql`select type, count(*)::int as events from (
        select type from event where message_id >= ${first}::uuid limit ${MAX_EVENTS}) e
      group by type order by events desc, type limit ${MAX_TYPES}`,
  )
}

async function readLastEvent(pool: Pool): Promise<Date | null> {
  const [row] = await query<{ id: string }>(
    pool,
    sql`select message_id as id from event order by message_id desc limit 1`,
  )
  return row === undefined ? null : timeOfId(row.id)
}

async function countScheduled(pool: Pool): Promise<number> {
  const [row] = await query<{ count: number }>(
    pool,
    sql`select ((select count(*) from deferred_delivery)
      + (select count(*) from lane where head_state = 'scheduled' and due_at is not null))::int as count`,
  )
  return row?.count ?? 0
}

async function countUnseenRefusals(
  pool: Pool,
  now: Date,
  eventPaths: readonly string[],
): Promise<number> {
  const first = firstIdAt(new Date(now.getTime() - DAY_MS))
  const [row] = await query<{ calls: number }>(
    pool,
    sql`select coalesce(sum(r.calls), 0)::int as calls from refusal r ${SEEN_MARK}
      where r.id >= ${first}::uuid and r.path = any(${eventPaths}::text[]) and seen.cause is null`,
  )
  return row?.calls ?? 0
}

async function readSecondsToDone(pool: Pool): Promise<Overview['secondsToDone']> {
  const rows = await query<{ id: string; settledAt: Date | null }>(
    pool,
    sql`select message_id as id, case when state = 'completed' and run = 0 then settled_at end as "settledAt"
      from delivery order by message_id desc, ordinal desc limit ${LATEST}`,
  )
  const seconds = rows
    .flatMap(({ id, settledAt }) =>
      settledAt === null ? [] : [Math.max(0, settledAt.getTime() - timeOfId(id).getTime()) / 1_000],
    )
    .sort((a, b) => a - b)
  if (seconds.length === 0) return null
  const at = (share: number) =>
    seconds[Math.min(seconds.length - 1, Math.floor(seconds.length * share))]
  return { p50: at(0.5) as number, p95: at(0.95) as number }
}
