import type { ClientBase } from 'pg'
import { defineStatement, execute } from '../db/statement.ts'

/** Shared by look-ups of subjects, exclusive for their deletion. */
export const SUBJECTS_LOCK = 7_304_105_527

const statement = defineStatement({
  name: 'keep-subjects',
  text: 'select pg_advisory_xact_lock_shared($1::bigint)',
})

/**
 * Prevents the deletion of subjects until the commit. Run it as a statement of its own before the
 * look-up: a statement that waits for the lock would still see deleted subjects in its older snapshot.
 */
export async function keepSubjects(client: ClientBase): Promise<void> {
  await execute(client, statement, [SUBJECTS_LOCK])
}
