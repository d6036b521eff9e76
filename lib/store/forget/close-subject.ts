import type { ClientBase } from 'pg'
import { limitLockWaits, takeLock } from '../db/advisory-locks.ts'
import { defineStatement, execute } from '../db/statement.ts'

const LOCK_NOT_AVAILABLE = '55P03'

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
  await limitLockWaits(client)
  await takeLock(client, 'subjects')
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
