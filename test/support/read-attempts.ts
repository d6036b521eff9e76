import type pg from 'pg'

interface ShownAttempt {
  readonly number: number
  readonly outcome: string
  readonly error: { readonly message: string }
  readonly log: readonly Record<string, unknown>[]
}

/** Attempts as they are stored, by delivery, in the order of their numbers. */
export async function readAttempts(db: pg.Pool): Promise<ShownAttempt[]> {
  const { rows } = await db.query<ShownAttempt>(
    `select number, outcome, convert_from(error, 'UTF8')::jsonb as error,
       convert_from(log, 'UTF8')::jsonb as log
     from attempt order by message_id, ordinal, handler_id, number`,
  )
  return rows
}
