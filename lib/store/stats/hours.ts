import type { Pool } from 'pg'
import { query } from '../db/query.ts'
import { raw, sql } from '../db/sql.ts'
import { INTERNAL_HANDLERS } from '../record/internal-messages.ts'
import { type HourPart, hourParts, MAX_OF_A_PART } from './hour-ranges.ts'
import type { PartMemory } from './part-memory.ts'

/** Numbers of a time span: messages, and their deliveries by current state. */
export interface Stats {
  /** messages */
  readonly received: number
  readonly completed: number
  readonly failed: number
  /** not settled yet */
  readonly waiting: number
  /** skipped or cancelled */
  readonly skipped: number
  /** refused calls to event paths */
  readonly refused: number
  /** numbers may be higher: counts end at 25,000 in 15 minutes */
  readonly atLeast: boolean
}

export interface HourStats extends Stats {
  readonly hour: Date
}

export interface TwoDays {
  /** the 24 hours up to now, and the 24 before */
  readonly today: Stats
  readonly before: Stats
  /** 48 hours of the clock, oldest first */
  readonly hours: readonly HourStats[]
}

/** SQL: numbers of rows by their `state`. @param limit of the rows */
export const countsOfStates = (
  limit: number,
) => sql`(count(*) filter (where state = 'completed'))::int as completed,
  (count(*) filter (where state = 'failed'))::int as failed,
  (count(*) filter (where state in ('waiting', 'scheduled', 'running', 'retrying')))::int as waiting,
  (count(*) filter (where state in ('skipped', 'cancelled')))::int as skipped,
  count(*) >= ${limit} as full`

/** The stats of two days. Ids contain the time, so each count reads one key range. */
export async function readHours(
  pool: Pool,
  now: Date,
  eventPaths: readonly string[],
  memory: PartMemory<Stats>,
): Promise<TwoDays> {
  const parts = hourParts(now)
  const stats = await memory(parts, now, (some) => countParts(pool, some, eventPaths))
  const counted = parts.map((part, index) => ({ ...part, stats: stats[index] as Stats }))
  const ofDay = (wanted: 'today' | 'before') =>
    sumOf(counted.filter(({ day }) => day === wanted).map(({ stats }) => stats))
  // Drops the partial oldest hour.
  const byHour = [...Map.groupBy(counted, ({ hour }) => hour.getTime())].slice(-HOURS)
  return {
    today: ofDay('today'),
    before: ofDay('before'),
    hours: byHour.map(([hour, of]) => ({
      hour: new Date(hour),
      ...sumOf(of.map(({ stats }) => stats)),
    })),
  }
}

function countParts(
  pool: Pool,
  parts: readonly HourPart[],
  eventPaths: readonly string[],
): Promise<Stats[]> {
  return query<Stats>(
    pool,
    sql`select m.received, d.completed, d.failed, d.waiting, d.skipped,
        d.full or m.full as "atLeast",
        (select coalesce(sum(calls), 0)::int from refusal
          where id >= r.first and id < r.last and path = any(${eventPaths}::text[])) as refused
      from unnest(${parts.map(({ first }) => first)}::uuid[], ${parts.map(({ end }) => end)}::uuid[])
        with ordinality as r (first, last, place)
      cross join lateral (
        select greatest(0, count(*) - (
            select count(*) from message
            where id >= r.first and id < r.last and discarded = 'internal'))::int as received,
          count(*) >= ${MAX_OF_A_PART} as full
        from (select from message where id >= r.first and id < r.last limit ${MAX_OF_A_PART}) m
      ) m
      cross join lateral (
        select ${countsOfStates(MAX_OF_A_PART)}
        from (select case when handler_id <> all(${raw(INTERNAL_HANDLERS)}) then state end as state
          from delivery where message_id >= r.first and message_id < r.last limit ${MAX_OF_A_PART}) d
      ) d
      order by r.place`,
  )
}

const HOURS = 48

/** Rows of a part. */
export function rowsOfStats({ received, completed, failed, waiting, skipped }: Stats): number {
  return received + completed + failed + waiting + skipped
}

function sumOf(parts: readonly Stats[]): Stats {
  const sum = (what: Exclude<keyof Stats, 'atLeast'>) =>
    parts.reduce((total, part) => total + part[what], 0)
  return {
    received: sum('received'),
    completed: sum('completed'),
    failed: sum('failed'),
    waiting: sum('waiting'),
    skipped: sum('skipped'),
    refused: sum('refused'),
    atLeast: parts.some(({ atLeast }) => atLeast),
  }
}
