import type { Pool } from 'pg'
import { query } from '../db/query.ts'
import { raw, sql } from '../db/sql.ts'
import { isOfSender } from '../record/internal-messages.ts'
import { type HourPart, hourParts, MAX_OF_A_PART } from './hour-ranges.ts'
import type { PartMemory } from './part-memory.ts'

export interface EventsOfType {
  readonly type: string | null
  readonly events: number
}

export interface EventTypes {
  /** most frequent first */
  readonly types: readonly EventsOfType[]
  /** the types are from a part of the events only */
  readonly cut: boolean
}

/** The events of the last 24 hours by type. */
export async function readEventTypes(
  pool: Pool,
  now: Date,
  memory: PartMemory<readonly EventsOfType[]>,
): Promise<EventTypes> {
  const today = hourParts(now).filter(({ day }) => day === 'today')
  const counted = await memory(today, now, (parts) => countTypes(pool, parts))
  const sums = new Map<string | null, number>()
  for (const { type, events } of counted.flat()) sums.set(type, (sums.get(type) ?? 0) + events)
  const types = [...sums].map(([type, events]) => ({ type, events }))
  return {
    types: types.sort((a, b) => b.events - a.events || nameOf(a).localeCompare(nameOf(b))),
    cut: counted.some((part) => eventsOf(part) >= MAX_OF_A_PART),
  }
}

export function eventsOf(types: readonly EventsOfType[]): number {
  return types.reduce((sum, { events }) => sum + events, 0)
}

function nameOf({ type }: EventsOfType): string {
  return type ?? ''
}

async function countTypes(pool: Pool, parts: readonly HourPart[]): Promise<EventsOfType[][]> {
  const rows = await query<EventsOfType & { place: number }>(
    pool,
    sql`select (r.place - 1)::int as place, t.type, t.events
      from unnest(${parts.map(({ first }) => first)}::uuid[], ${parts.map(({ end }) => end)}::uuid[])
        with ordinality as r (first, last, place)
      cross join lateral (
        select type, count(*)::int as events from (
          select type from event
          where message_id >= r.first and message_id < r.last and ${raw(isOfSender('event'))}
          order by message_id desc limit ${MAX_OF_A_PART}) e
        group by type) t`,
  )
  const byPart = Map.groupBy(rows, ({ place }) => place)
  return parts.map((_, place) =>
    (byPart.get(place) ?? []).map(({ type, events }) => ({ type, events })),
  )
}
