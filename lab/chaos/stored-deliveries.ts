import type pg from 'pg'
import type { PlacedDelivery } from './judge-trace.ts'

export interface StoredDelivery extends PlacedDelivery {
  /** null = it tells a handler of an erasure */
  readonly eventId: string | null
  readonly state: string
  readonly holdsPlace: boolean
  readonly attemptsStarted: number
  readonly reasonCode: string | null
  /** its person is forgotten */
  readonly isForgotten: boolean
}

export async function readDeliveries(db: pg.Pool): Promise<StoredDelivery[]> {
  const { rows } = await db.query<StoredDelivery>(
    `select h.name as handler, d.message_id as message, d.ordinal, d.subject_id as subject,
       d.position, e.event_id as "eventId", d.state, d.holds_place as "holdsPlace",
       d.attempts_started as "attemptsStarted", d.reason_code as "reasonCode",
       s.forgotten_at is not null as "isForgotten"
     from delivery d join event e using (message_id, ordinal) join handler h on h.id = d.handler_id
     join subject s on s.id = d.subject_id`,
  )
  return rows
}

/** How many rows each event has that are no repeat of another one; one is right. */
export async function readEventCounts(db: pg.Pool): Promise<Map<string, number>> {
  const { rows } = await db.query<{ id: string; count: number }>(
    `select event_id as id, count(*)::int as count from event
     where duplicate_of is null and event_id is not null group by 1`,
  )
  return new Map(rows.map(({ id, count }) => [id, count]))
}

/** Ids of the events that came after their person was forgotten: no handler gets them. */
export async function readDiscardedEvents(db: pg.Pool): Promise<Set<string>> {
  const { rows } = await db.query<{ id: string }>(
    `select event_id as id from event e join subject s on s.id = e.subject_id
     where e.discarded = 'forgotten' and s.forgotten_at is not null
       and not exists (select from delivery d where d.message_id = e.message_id and d.ordinal = e.ordinal)`,
  )
  return new Set(rows.map(({ id }) => id))
}

export async function countMessages(db: pg.Pool, ids: readonly string[]): Promise<number> {
  const { rows } = await db.query<{ count: number }>(
    'select count(*)::int as count from message where id = any($1)',
    [ids],
  )
  return rows[0]?.count ?? 0
}

/** Lanes of which something can still run: parked ones wait for a person. */
export async function countOpenLanes(db: pg.Pool): Promise<number> {
  const { rows } = await db.query<{ count: number }>(
    `select count(*)::int as count from lane where waiting > 0 and status = 'open'`,
  )
  return rows[0]?.count ?? 0
}
