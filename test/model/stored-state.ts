import type pg from 'pg'

export interface StoredDelivery {
  readonly key: string
  readonly lane: string
  readonly state: string
  readonly holdsPlace: boolean
  readonly countedAttempts: number
  readonly edit: number
  readonly position: bigint
  readonly attemptsStarted: number
  /** number and outcome of each attempt that has ended */
  readonly ended: string
  /** instance, lease and time of the running attempt, as far as they are stored */
  readonly running: string
}

export interface StoredLane {
  readonly name: string
  readonly waiting: number
  readonly status: string
  readonly due: boolean
  /** instance and number of the lease; null = not leased */
  readonly leased: string | null
}

/** Deliveries and lanes of some handlers, as they are stored. */
export async function readState(db: pg.Pool, handlerIds: readonly number[]) {
  const [deliveries, lanes] = await Promise.all([
    db.query<Omit<StoredDelivery, 'position'> & { position: string }>({
      name: 'model-deliveries',
      text: `
        select message_id || ':' || ordinal || ':' || handler_id || ':' || run as key,
          handler_id || '/' || subject_id as lane, state, holds_place as "holdsPlace",
          counted_attempts as "countedAttempts", edit, position, attempts_started as "attemptsStarted",
          coalesce((
            select string_agg(a.number || ' ' || a.outcome, ', ' order by a.number) from attempt a
            where a.message_id = d.message_id and a.ordinal = d.ordinal
              and a.handler_id = d.handler_id and a.run = d.run and a.ended_at >= a.started_at
          ), '') as ended,
          concat_ws(' ', started_by, lease, case when started_at is not null then 'started' end)
            as running
        from delivery d where handler_id = any($1)`,
      values: [handlerIds],
    }),
    db.query<StoredLane>({
      name: 'model-lanes',
      text: `
        select handler_id || '/' || subject_id as name, waiting, status, due_at is not null as due,
          case when leased_by is not null then concat_ws(' ', leased_by, lease) end as leased
        from lane where handler_id = any($1)`,
      values: [handlerIds],
    }),
  ])
  return {
    deliveries: deliveries.rows.map(
      (row): StoredDelivery => ({ ...row, position: BigInt(row.position) }),
    ),
    lanes: lanes.rows,
  }
}

/** Events that were recorded, with their places, by message. */
export async function readEvents(db: pg.Pool, messageIds: readonly string[]) {
  const { rows } = await db.query<{ event: string; subject: string; position: string }>({
    name: 'model-events',
    text: `
      select message_id || ':' || ordinal as event, subject_id as subject, position
      from event where message_id = any($1) order by position`,
    values: [messageIds],
  })
  return rows
}
