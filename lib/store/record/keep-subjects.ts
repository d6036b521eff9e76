import type { ClientBase } from 'pg'
import { defineStatement, run } from '../db/statement.ts'

/** Held shared by who looks subjects up, and alone by who removes them. */
export const SUBJECTS_LOCK = 7_304_105_527

const statement = defineStatement({
  name: 'keep-subjects',
  text: 'select pg_advisory_xact_lock_shared($1::bigint)',
})

/**
 * Until the commit no subject is removed. Must be a statement of its own before subjects are looked
 * up: one that waits for the lock has its snapshot already, and would see what was removed meanwhile.
 */
export async function keepSubjects(client: ClientBase): Promise<void> {
  await run(client, statement, [SUBJECTS_LOCK])
}
