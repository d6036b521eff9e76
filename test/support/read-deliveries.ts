import type pg from 'pg'

export interface ShownDelivery {
  readonly handler: string
  readonly user: string
  readonly state: string
  readonly open: boolean
  readonly tries: number
  readonly attempts: number
  readonly reason: string | null
  readonly note: string | null
  readonly startAt: Date | null
  readonly dueAt: Date | null
  readonly late: boolean
  readonly run: number
}

/** Deliveries as they are stored, by handler, in the order of their lanes' turns. */
export async function readDeliveries(db: pg.Pool, handler?: string): Promise<ShownDelivery[]> {
  const { rows } = await db.query<ShownDelivery>(
    `select h.name as handler, s.key as user, d.state, d.open, d.tries, d.attempts, d.reason, d.note,
       d.start_at as "startAt", d.due_at as "dueAt", d.late, d.run
     from delivery d join handler h on h.id = d.handler_id join subject s on s.id = d.subject_id
     where $1::text is null or h.name = $1
     order by h.name, d.position`,
    [handler ?? null],
  )
  return rows
}
