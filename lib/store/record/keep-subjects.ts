import type { ClientBase } from 'pg'
import { LOCKS } from '../db/advisory-locks.ts'
import { defineStatement, execute } from '../db/statement.ts'

const statement = defineStatement({
  name: 'keep-subjects',
  text: 'select pg_advisory_xact_lock_shared($1::bigint)',
})

/**
 * Prevents the deletion of subjects until the commit. Run it as a statement of its own before the
 * look-up: a statement that waits for the lock would still see deleted subjects in its older snapshot.
 */
export async function keepSubjects(client: ClientBase): Promise<void> {
  await execute(client, statement, [LOCKS.subjects])
}
