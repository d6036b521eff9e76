import type pg from 'pg'
import { openedText, rowsOf } from './opened.ts'

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
  return rowsOf<ShownDelivery>(
    db,
    `select h.name as handler, ${openedText('subject', 's', 'key')} as user, d.state, d.holds_place as "holdsPlace",
       d.counted_attempts as "countedAttempts", d.attempts_started as "attemptsStarted",
       d.reason_code as "reasonCode", ${openedText('delivery', 'd', 'comment')} as comment,
       d.start_at as "startAt", d.due_at as "dueAt", d.late, d.run
     from delivery d join handler h on h.id = d.handler_id join subject s on s.id = d.subject_id
     where $1::text is null or h.name = $1
     order by h.name, d.position`,
    [handler ?? null],
  )
}
