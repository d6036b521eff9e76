import type { ClientBase } from 'pg'
import { defineStatement, execute } from '../db/statement.ts'
import { SUBJECTS_LOCK } from '../record/keep-subjects.ts'

/** The longest wait of a recording; shorter than the server's deadlock_timeout. */
const LOCK_TIMEOUT_MS = 200
const LOCK_NOT_AVAILABLE = '55P03'

const limitWait = defineStatement({
  name: 'limit-wait-for-subjects',
  text: `select set_config('lock_timeout', '${LOCK_TIMEOUT_MS}ms', true)`,
})

const lock = defineStatement({
  name: 'lock-subjects',
  text: 'select pg_advisory_xact_lock($1::bigint)',
})

const close = defineStatement({
  name: 'close-subject',
  text: `
    update subject set forgotten_at = coalesce(forgotten_at, receiver_clock()), forgotten_until = $2
    where id = $1::bigint`,
})

/**
 * Waits for transactions that have looked subjects up, and holds later ones up until the commit.
 * @throws with 55P03 if they hold the lock for too long
 */
export async function lockSubjects(client: ClientBase): Promise<void> {
  await execute(client, limitWait, [])
  await execute(client, lock, [SUBJECTS_LOCK])
}

/** Closes a subject: recordings that commit later see it as forgotten. */
export async function closeSubject(
  client: ClientBase,
  subjectId: string,
  until: Date,
): Promise<void> {
  await lockSubjects(client)
  await execute(client, close, [subjectId, until])
}

/** Recordings held the lock for too long: try again soon. */
export function isLockTimeout(error: unknown): boolean {
  return (error as { code?: unknown } | null)?.code === LOCK_NOT_AVAILABLE
}
