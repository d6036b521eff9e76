import type { ClientBase } from 'pg'
import type { EventChanges } from '../../events/edit-event.ts'
import { defineStatement, run } from '../db/statement.ts'
import { type DeliveryKey, deliveryKeys } from '../record/started-delivery.ts'
import type { OperatorResult } from './act-on-locked.ts'

/** The author of an action. */
export interface Actor {
  readonly issuer: string
  readonly clientId: string
  readonly tenant: string
  /** null = the client itself */
  readonly user: string | null
}

export interface ActionToRecord {
  readonly id: string
  readonly kind: string
  readonly by: Actor
  /** null = none */
  readonly comment: string | null
  /** JSON; null = the action has items instead */
  readonly filter: unknown
  /** JSON, depending on the kind */
  readonly detail: unknown
  /** new values of an edit on many */
  readonly changes?: EventChanges
  readonly matched: number | null
}

const statement = defineStatement({
  name: 'record-action',
  text: `
    insert into action (id, kind, filter, detail, comment, changes, issuer, client_id, tenant, person,
      requested_at, matched, state, done, due_at, finished_at)
    values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, receiver_clock(), $11, $12, $13,
      case when $12 = 'running' then receiver_clock() + $14::int * interval '1 millisecond' end,
      case when $12 = 'finished' then receiver_clock() end)`,
})

/** Records an action that is finished with the commit. */
export async function recordDone(
  client: Pick<ClientBase, 'query'>,
  action: ActionToRecord,
): Promise<void> {
  await run(client, statement, [...valuesOf(action), 'finished', action.matched ?? 0, 0])
}

/** Records an action that instances process. */
export async function recordRunning(
  client: Pick<ClientBase, 'query'>,
  action: ActionToRecord,
  dueInMs = 0,
): Promise<void> {
  await run(client, statement, [...valuesOf(action), 'running', 0, dueInMs])
}

function valuesOf(action: ActionToRecord): unknown[] {
  const { id, kind, by, comment, filter, detail, changes = null, matched } = action
  const json = (value: unknown) => (value === null ? null : JSON.stringify(value))
  const bytes = (text: string | null) => (text === null ? null : Buffer.from(text))
  const { issuer, clientId, tenant, user } = by
  const said = [bytes(comment), bytes(json(changes))]
  return [id, kind, json(filter), json(detail), ...said, issuer, clientId, tenant, user, matched]
}

const items = defineStatement({
  name: 'record-action-items',
  text: `
    insert into action_item (${deliveryKeys.names}, action_id, result)
    select ${deliveryKeys.names}, $6::uuid, ($5::text[])[place] from ${deliveryKeys.from(1, 'i')}`,
})

/** Records the result of an action for each delivery. */
export async function recordItems(
  client: ClientBase,
  actionId: string,
  keys: readonly DeliveryKey[],
  results: readonly OperatorResult[],
): Promise<void> {
  if (keys.length === 0) return
  await run(client, items, [...deliveryKeys.values(keys), results, actionId])
}
