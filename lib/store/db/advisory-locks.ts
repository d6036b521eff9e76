import type { ClientBase } from 'pg'
import { defineStatement, execute } from './statement.ts'

/** Arbitrary numbers, the same in every instance. */
export const LOCKS = {
  migration: 7_304_105_526,
  /** shared by look-ups of subjects, exclusive for their deletion */
  subjects: 7_304_105_527,
  /** serialises instances that start together */
  registration: 7_304_105_528,
  /** one request for forgetting after the other counts those of the last hour */
  forgetting: 7_304_105_529,
  keySchema: 7_304_105_531,
  /** held by each change of a key's state, so that sequence numbers become visible in their order */
  keyChanges: 7_304_105_532,
} as const

/**
 * Recordings and claims wait behind a waiting lock. Shorter than the server's deadlock_timeout (1 s), so
 * that only the transaction that asks for the lock can fail.
 */
export const LOCK_TIMEOUT_MS = 200

const limit = defineStatement({
  name: 'limit-lock-waits',
  text: `select set_config('lock_timeout', '${LOCK_TIMEOUT_MS}ms', true)`,
})

/** Until the end of the transaction, waiting for a lock longer than LOCK_TIMEOUT_MS fails with 55P03. */
export async function limitLockWaits(client: ClientBase): Promise<void> {
  await execute(client, limit, [])
}

const lock = defineStatement({
  name: 'lock-until-end',
  text: 'select pg_advisory_xact_lock($1::bigint)',
})

/** Takes a lock until the end of the transaction. */
export async function takeLock(client: ClientBase, name: keyof typeof LOCKS): Promise<void> {
  await execute(client, lock, [LOCKS[name]])
}
