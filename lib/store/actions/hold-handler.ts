import type { Pool } from 'pg'
import { newId } from '../../new-id.ts'
import { defineStatement, execute, type Queryable } from '../db/statement.ts'
import { inTransaction } from '../db/transaction.ts'
import { INTERNAL_HANDLERS } from '../record/internal-messages.ts'
import { isHoldOfAll } from '../registry/hold-of-all.ts'
import { type Actor, recordDone } from './record-action.ts'

const one = defineStatement({
  name: 'hold-handler',
  // The circuit breaker has its own columns, so the two never overwrite each other.
  text: `
    update handler set state = case when $2::bool then 'held' else 'running' end,
      hold_id = case when $2::bool then $3::uuid end
    where name = $1 and (state = 'held') <> $2::bool and ($4::uuid is null or hold_id = $4::uuid)
    returning id`,
})

const all = defineStatement<{ name: string }>({
  name: 'hold-handlers',
  columns: { name: true },
  // The handler of the audit log must not stop along with the others. A handler that was put on hold by
  // itself stays on hold: its reason has nothing to do with the others.
  text: `
    update handler set state = case when $1::bool then 'held' else 'running' end,
      hold_id = case when $1::bool then $2::uuid end
    where (state = 'held') <> $1::bool
      and case when $1::bool then retired_at is null and id <> all(${INTERNAL_HANDLERS})
        else exists (select from action where action.id = hold_id and ${isHoldOfAll('action')}) end
    returning name`,
})

export interface HoldOrder {
  readonly hold: boolean
  /** null = none */
  readonly comment: string | null
  /** resumes a handler only from this hold; null or absent = from any */
  readonly seenHold?: string | null
}

/**
 * Holds or resumes a handler. Receiving continues, and running deliveries may end.
 * @returns the action's id; null = no change, or no such handler
 */
export function holdHandler(
  pool: Pool,
  by: Actor,
  handler: string,
  { hold, comment, seenHold = null }: HoldOrder,
): Promise<string | null> {
  const id = newId()
  return inTransaction(pool, async (client) => {
    const changed = await execute(client, one, [handler, hold, id, seenHold])
    if (changed.length === 1) await recordHold(client, id, by, { hold, comment }, { handler })
    return changed.length === 1 ? id : null
  })
}

/**
 * Holds all handlers that run, or resumes all that were held this way, in one action.
 * @returns the action's id; null = no change
 */
export function holdAllHandlers(pool: Pool, by: Actor, order: HoldOrder): Promise<string | null> {
  const id = newId()
  return inTransaction(pool, async (client) => {
    const changed = await execute(client, all, [order.hold, id])
    const handlers = changed.map(({ name }) => name).toSorted()
    if (handlers.length > 0) await recordHold(client, id, by, order, { handlers })
    return handlers.length > 0 ? id : null
  })
}

export function recordHold(
  client: Queryable,
  id: string,
  by: Actor,
  { hold, comment }: HoldOrder,
  detail: { readonly handler: string } | { readonly handlers: readonly string[] },
): Promise<void> {
  const kind = hold ? 'hold' : 'resume'
  const matched = 'handlers' in detail ? detail.handlers.length : 1
  return recordDone(client, { id, kind, by, comment, filter: null, detail, matched })
}
