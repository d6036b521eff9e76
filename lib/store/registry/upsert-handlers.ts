import type { ClientBase } from 'pg'
import { defineStatement, run } from '../db/statement.ts'
import { SUBJECTS_LOCK } from '../record/keep-subjects.ts'

export interface HandlerRow {
  readonly id: number
  readonly name: string
  readonly formerNames: readonly string[]
}

const REGISTRATION_LOCK = 7_304_105_528
/**
 * Recordings and claims wait behind a registration that waits for a lock. Shorter than the server's
 * deadlock_timeout (1 s), so that the registration gives way and nobody else fails.
 */
const LOCK_TIMEOUT_MS = 200

const limit = defineStatement({
  name: 'limit-lock-waits',
  text: `select set_config('lock_timeout', $1, true)`,
})

const lock = defineStatement({
  name: 'lock-registration',
  // Instances that start together register one after the other.
  text: 'select pg_advisory_xact_lock($1::bigint)',
})

const find = defineStatement<HandlerRow>({
  name: 'find-handlers',
  columns: { id: true, name: true, formerNames: true },
  // Locked in the order in which claims and heartbeats lock them, whatever is changed then.
  text: `select id, name, former_names as "formerNames" from handler order by id for no key update`,
})

/**
 * All handlers that were ever registered. No other instance registers any until the commit.
 * @throws with 55P03 when others hold the rows for long
 */
export async function lockHandlers(client: ClientBase): Promise<HandlerRow[]> {
  await run(client, limit, [`${LOCK_TIMEOUT_MS}ms`])
  await run(client, lock, [REGISTRATION_LOCK])
  return run(client, find, [])
}

const outlast = defineStatement({
  name: 'outlast-recordings',
  text: 'select pg_advisory_xact_lock($1::bigint)',
})

/**
 * Recordings that are under way end first and new ones wait for the commit, so that none after it misses
 * a handler. Must be the last statement: recordings then wait for the commit only.
 * @throws with 55P03 when a recording takes long
 */
export async function outlastRecordings(client: ClientBase): Promise<void> {
  await run(client, outlast, [SUBJECTS_LOCK])
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
  const [row] = await run(client, add, [name, JSON.stringify(definition)])
  return (row as { id: number }).id
}

const renew = defineStatement({
  name: 'renew-handler',
  text: `
    update handler set name = $2, former_names = $3, definition = $4, retired_at = null,
      last_seen_at = receiver_clock()
    where id = $1`,
})

/** An instance has it again, under this name and in this form. */
export async function renewHandler(
  client: ClientBase,
  { id, name, formerNames }: HandlerRow,
  definition: unknown,
): Promise<void> {
  await run(client, renew, [id, name, formerNames, JSON.stringify(definition)])
}

const revive = defineStatement({
  name: 'revive-handler',
  text: `update handler set retired_at = null, last_seen_at = receiver_clock() where id = $1`,
})

/** An older version has it, under a name that a newer one has changed: the newer one's row stays as it is. */
export async function reviveHandler(client: ClientBase, id: number): Promise<void> {
  await run(client, revive, [id])
}

const forget = defineStatement({
  name: 'forget-former-name',
  text: `update handler set former_names = array_remove(former_names, $2) where id = $1`,
})

/** The name belongs to another handler from now on. */
export async function forgetFormerName(
  client: ClientBase,
  id: number,
  name: string,
): Promise<void> {
  await run(client, forget, [id, name])
}
