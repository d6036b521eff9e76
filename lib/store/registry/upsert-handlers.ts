import type { ClientBase } from 'pg'
import { defineStatement, execute } from '../db/statement.ts'
import { SUBJECTS_LOCK } from '../record/keep-subjects.ts'
import type { HandlerRow } from './match-handlers.ts'

const REGISTRATION_LOCK = 7_304_105_528
/**
 * Recordings and claims wait behind a waiting registration. Shorter than the server's deadlock_timeout
 * (1 s), so that only the registration can fail.
 */
const LOCK_TIMEOUT_MS = 200

const limit = defineStatement({
  name: 'limit-lock-waits',
  text: `select set_config('lock_timeout', $1, true)`,
})

const lock = defineStatement({
  name: 'lock-registration',
  // Serialises instances that start together.
  text: 'select pg_advisory_xact_lock($1::bigint)',
})

const find = defineStatement<HandlerRow>({
  name: 'find-handlers',
  columns: { id: true, name: true, formerNames: true },
  // Same lock order as claims and heartbeats.
  text: `select id, name, former_names as "formerNames" from handler order by id for no key update`,
})

/**
 * Locks and returns all handlers. No other instance can register until the commit.
 * @throws with 55P03 if other sessions hold the rows for too long
 */
export async function lockHandlers(client: ClientBase): Promise<HandlerRow[]> {
  await execute(client, limit, [`${LOCK_TIMEOUT_MS}ms`])
  await execute(client, lock, [REGISTRATION_LOCK])
  return execute(client, find, [])
}

const outlast = defineStatement({
  name: 'outlast-recordings',
  text: 'select pg_advisory_xact_lock($1::bigint)',
})

/**
 * Waits for current recordings and blocks new ones until the commit, so that none misses a handler. Run
 * it as the last statement: recordings then wait for the commit only.
 * @throws with 55P03 if a recording takes too long
 */
export async function outlastRecordings(client: ClientBase): Promise<void> {
  await execute(client, outlast, [SUBJECTS_LOCK])
}

const add = defineStatement<{ id: number }>({
  name: 'add-handler',
  columns: { id: true },
  text: `insert into handler (name, definition, last_seen_at) values ($1, $2, receiver_clock()) returning id`,
})

export async function addHandler(
  client: ClientBase,
  name: string,
  definition: unknown,
): Promise<number> {
  const [row] = await execute(client, add, [name, JSON.stringify(definition)])
  return (row as { id: number }).id
}

const renew = defineStatement({
  name: 'renew-handler',
  text: `
    update handler set name = $2, former_names = $3, definition = $4, retired_at = null,
      last_seen_at = receiver_clock()
    where id = $1`,
})

/** Updates name and definition of a handler that an instance has again. */
export async function renewHandler(
  client: ClientBase,
  { id, name, formerNames }: HandlerRow,
  definition: unknown,
): Promise<void> {
  await execute(client, renew, [id, name, formerNames, JSON.stringify(definition)])
}

const revive = defineStatement({
  name: 'revive-handler',
  text: `update handler set retired_at = null, last_seen_at = receiver_clock() where id = $1`,
})

/** Reactivates a handler under an old name. The row of the newer version stays unchanged. */
export async function reviveHandler(client: ClientBase, id: number): Promise<void> {
  await execute(client, revive, [id])
}

const forget = defineStatement({
  name: 'forget-former-name',
  text: `update handler set former_names = array_remove(former_names, $2) where id = $1`,
})

/** Removes a former name that another handler has now. */
export async function forgetFormerName(
  client: ClientBase,
  id: number,
  name: string,
): Promise<void> {
  await execute(client, forget, [id, name])
}
