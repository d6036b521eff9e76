import type { ClientBase } from 'pg'
import type { DeliveryKey } from '../started-delivery.ts'
import { defineStatement, run } from '../statements/statement.ts'
import type { OperatorResult } from './act-on-locked.ts'
import { keyColumns } from './lock-deliveries.ts'

/** Who acts. */
export interface Actor {
  readonly issuer: string
  readonly clientId: string
  readonly tenant: string
  /** null = a client acts for itself */
  readonly user: string | null
}

export interface ActionToRecord {
  readonly id: string
  readonly kind: string
  readonly by: Actor
  /** why, in words; null = nothing was said */
  readonly reason: string | null
  /** of what is meant, as JSON; null = what the items name */
  readonly filter: unknown
  /** what the kind needs, as JSON */
  readonly detail: unknown
  readonly matched: number | null
}

const statement = defineStatement({
  name: 'record-action',
  text: `
    insert into action (id, kind, filter, detail, reason, issuer, client_id, tenant, person, requested_at,
      matched, state, done, due_at, finished_at)
    values ($1, $2, $3, $4, $5, $6, $7, $8, $9, receiver_clock(), $10, $11, $12,
      case when $11 = 'running' then receiver_clock() + $13::int * interval '1 millisecond' end,
      case when $11 = 'finished' then receiver_clock() end)`,
})

/** Notes an action that is done with the commit. */
export async function recordDone(
  client: Pick<ClientBase, 'query'>,
  action: ActionToRecord,
): Promise<void> {
  await run(client, statement, [...valuesOf(action), 'finished', action.matched ?? 0, 0])
}

/** Notes an action that instances work off, from then on. */
export async function recordRunning(
  client: Pick<ClientBase, 'query'>,
  action: ActionToRecord,
  dueInMs = 0,
): Promise<void> {
  await run(client, statement, [...valuesOf(action), 'running', 0, dueInMs])
}

function valuesOf({ id, kind, by, reason, filter, detail, matched }: ActionToRecord): unknown[] {
  const json = (value: unknown) => (value === null ? null : JSON.stringify(value))
  const { issuer, clientId, tenant, user } = by
  return [id, kind, json(filter), json(detail), reason, issuer, clientId, tenant, user, matched]
}

const items = defineStatement({
  name: 'record-action-items',
  text: `
    insert into action_item (message_id, ordinal, handler_id, run, action_id, result)
    select message_id, ordinal, handler_id, run, $6::uuid, result
    from unnest($1::uuid[], $2::int[], $3::int[], $4::int[], $5::text[])
      as i (message_id, ordinal, handler_id, run, result)`,
})

/** Notes what came of an action for each delivery. */
export async function recordItems(
  client: ClientBase,
  actionId: string,
  keys: readonly DeliveryKey[],
  results: readonly OperatorResult[],
): Promise<void> {
  if (keys.length === 0) return
  await run(client, items, [...keyColumns(keys), results, actionId])
}
