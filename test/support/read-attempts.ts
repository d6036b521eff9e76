import type pg from 'pg'
import { openedJson, rowsOf } from './opened.ts'

interface ShownAttempt {
  readonly number: number
  readonly outcome: string
  readonly error: { readonly message: string }
  readonly log: readonly Record<string, unknown>[]
}

/** Attempts as they are stored, by delivery, in the order of their numbers. */
export async function readAttempts(db: pg.Pool): Promise<ShownAttempt[]> {
  return rowsOf<ShownAttempt>(
    db,
    `select number, outcome, ${openedJson('attempt', 'attempt', 'error')} as error,
       ${openedJson('attempt', 'attempt', 'log')} as log
     from attempt order by message_id, ordinal, handler_id, number`,
  )
}
