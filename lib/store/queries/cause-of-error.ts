import { hash } from 'node:crypto'
import { uuidOfDigest } from '../uuid-of-digest.ts'
import { type Sql, sql } from './sql.ts'

/** What failed for the same cause has the same error but for numbers in it: those of two employees differ. */
export function causeOf(message: string | null): string | null {
  return message?.replaceAll(/[0-9]+/g, '#') ?? null
}

/** Compares causes without the texts of errors. */
export function causeDigest(cause: string): string {
  return uuidOfDigest(hash('sha256', cause))
}

/** The last attempt of a delivery (`d`) failed for this cause. */
export function failedFor(cause: string): Sql {
  return sql`exists (select from attempt a
    where a.message_id = d.message_id and a.ordinal = d.ordinal and a.handler_id = d.handler_id
      and a.run = d.run and a.number = d.attempts_started
      and a.error_cause = ${causeDigest(cause)}::uuid)`
}
