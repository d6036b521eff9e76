import type pg from 'pg'

export interface ShownDelivery {
  readonly handler: string
  readonly user: string
  readonly state: string
  readonly holdsPlace: boolean
  readonly countedAttempts: number
  readonly attemptsStarted: number
  readonly reasonCode: string | null
  readonly comment: string | null
  readonly startAt: Date | null
  readonly dueAt: Date | null
  readonly late: boolean
  readonly run: number
}

/** Deliveries as they are stored, by handler, in the order of their lanes' turns. */
export async function readDeliveries(db: pg.Pool, handler?: string): Promise<ShownDelivery[]> {
  const { rows } = await db.query<ShownDelivery>(
    `select h.name as handler, convert_from(s.key, 'UTF8') as user, d.state, d.holds_place as "holdsPlace",
       d.counted_attempts as "countedAttempts", d.attempts_started as "attemptsStarted",
       d.reason_code as "reasonCode", convert_from(d.comment, 'UTF8') as comment,
       d.start_at as "startAt", d.due_at as "dueAt", d.late, d.run
     from delivery d join handler h on h.id = d.handler_id join subject s on s.id = d.subject_id
     where $1::text is null or h.name = $1
     order by h.name, d.position`,
    [handler ?? null],
  )
  return rows
}
