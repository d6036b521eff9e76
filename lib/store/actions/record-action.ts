import type { ClientBase } from 'pg'
import { places } from '../../encryption/places.ts'
import type { EventChanges } from '../../events/edit-event.ts'
import { sealerFor } from '../db/seal-values.ts'
import { defineStatement, execute, type Queryable } from '../db/statement.ts'
import { type DeliveryKey, deliveryKeys } from '../record/started-delivery.ts'
import type { OperatorResult } from './act-for-operator.ts'

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
  /** the key of the one person that it is about; null or absent = several, or none */
  readonly personKeyId?: string | null
}

const statement = defineStatement({
  name: 'record-action',
  text: `
    insert into action (id, kind, filter, detail, comment, changes, issuer, client_id, tenant, person,
      key_id, requested_at, matched, state, done, due_at, finished_at)
    values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, receiver_clock(), $12, $13, $14,
      case when $13 = 'running' then receiver_clock() + $15::int * interval '1 millisecond' end,
      case when $13 = 'finished' then receiver_clock() end)`,
})

/** Records an action that is finished with the commit. */
export async function recordDone(client: Queryable, action: ActionToRecord): Promise<void> {
  await execute(client, statement, [
    ...(await valuesOf(client, action)),
    'finished',
    action.matched ?? 0,
    0,
  ])
}

/** Records an action that instances process. */
export async function recordRunning(
  client: Queryable,
  action: ActionToRecord,
  dueInMs = 0,
): Promise<void> {
  await execute(client, statement, [...(await valuesOf(client, action)), 'running', 0, dueInMs])
}

/** People write comments about persons, and changes hold values of theirs: both are sealed. */
async function valuesOf(client: Queryable, action: ActionToRecord): Promise<unknown[]> {
  const { id, kind, by, comment, filter, detail, changes = null, matched } = action
  const keyId = action.personKeyId ?? null
  const json = (value: unknown) => (value === null ? null : JSON.stringify(value))
  const sealer = await sealerFor(client, [keyId])
  const sealed = (column: string, text: string | null) =>
    text === null ? null : sealer.seal(keyId, `${places.action.of(id)}:${column}`, text)
  const sealedTexts = [sealed('comment', comment), sealed('changes', json(changes))]
  const { issuer, clientId, tenant, user } = by
  return [
    ...[id, kind, json(filter), json(detail), ...sealedTexts.map((one) => one?.bytes ?? null)],
    ...[issuer, clientId, tenant, user],
    sealedTexts.find((one) => one !== null)?.keyId ?? null,
    matched,
  ]
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
  await execute(client, items, [...deliveryKeys.values(keys), results, actionId])
}
