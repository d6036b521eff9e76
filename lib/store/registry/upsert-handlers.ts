import type { ClientBase } from 'pg'
import { limitLockWaits, takeLock } from '../db/advisory-locks.ts'
import { defineStatement, execute } from '../db/statement.ts'
import { INTERNAL_HANDLERS } from '../record/internal-messages.ts'
import { isHoldOfAll } from './hold-of-all.ts'
import type { HandlerRow } from './match-handlers.ts'

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
  await limitLockWaits(client)
  await takeLock(client, 'registration')
  return execute(client, find, [])
}

/**
 * Waits for current recordings and blocks new ones until the commit, so that none misses a handler. Run
 * it as the last statement: recordings then wait for the commit only.
 * @throws with 55P03 if a recording takes too long
 */
export async function outlastRecordings(client: ClientBase): Promise<void> {
  await takeLock(client, 'subjects')
}

const findHold = defineStatement<{ id: string }>({
  name: 'find-hold-of-all',
  columns: { id: true },
  // It ends when an operator resumes one of them.
  text: `
    select action.id from handler join action on action.id = handler.hold_id
    where ${isHoldOfAll('action')} and not exists (select from handler
      where state = 'running' and retired_at is null and id <> all(${INTERNAL_HANDLERS}))
    order by action.id desc limit 1`,
})

/** The action that holds all handlers; null = some run, or operators held single ones. */
export async function findHoldOfAll(client: ClientBase): Promise<string | null> {
  const [row] = await execute(client, findHold, [])
  return row?.id ?? null
}

const add = defineStatement<{ id: number }>({
  name: 'add-handler',
  columns: { id: true },
  text: `insert into handler (name, definition, state, hold_id, last_seen_at)
    values ($1, $2, case when $3::uuid is null then 'running' else 'held' end, $3, receiver_clock()) returning id`,
})

/** @param holdId the action that holds it from the beginning; null = it runs */
export async function addHandler(
  client: ClientBase,
  name: string,
  definition: unknown,
  holdId: string | null,
): Promise<number> {
  const [row] = await execute(client, add, [name, JSON.stringify(definition), holdId])
  return (row as { id: number }).id
}

/** SQL that holds a retired handler with all others. @param holdId a parameter, null = they run */
function heldAgain(holdId: string): string {
  const isHeld = `retired_at is not null and state = 'running' and ${holdId}::uuid is not null`
  return `state = case when ${isHeld} then 'held' else state end,
      hold_id = case when ${isHeld} then ${holdId}::uuid else hold_id end`
}

const renew = defineStatement({
  name: 'renew-handler',
  text: `
    update handler set name = $2, former_names = $3, definition = $4, retired_at = null,
      last_seen_at = receiver_clock(), ${heldAgain('$5')}
    where id = $1`,
})

/** Updates name and definition of a handler that an instance has again. */
export async function renewHandler(
  client: ClientBase,
  { id, name, formerNames }: HandlerRow,
  definition: unknown,
  holdId: string | null,
): Promise<void> {
  await execute(client, renew, [id, name, formerNames, JSON.stringify(definition), holdId])
}

const revive = defineStatement({
  name: 'revive-handler',
  text: `update handler set retired_at = null, last_seen_at = receiver_clock(), ${heldAgain('$2')}
    where id = $1`,
})

/** Reactivates a handler under an old name. The row of the newer version stays unchanged. */
export async function reviveHandler(
  client: ClientBase,
  id: number,
  holdId: string | null,
): Promise<void> {
  await execute(client, revive, [id, holdId])
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
