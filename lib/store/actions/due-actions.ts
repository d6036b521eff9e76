import type { ClientBase } from 'pg'
import { places } from '../../encryption/places.ts'
import type { EventChanges } from '../../events/edit-event.ts'
import { jsonOf, openValues } from '../db/sealed-values.ts'
import { defineStatement, execute, type Queryable } from '../db/statement.ts'
import type { Position } from '../queries/page.ts'
import type { Actor } from './record-action.ts'

/** An action on many, leased to this instance. */
export interface DueAction {
  readonly id: string
  readonly kind: string
  readonly state: 'running' | 'stopping'
  readonly filter: unknown
  readonly detail: unknown
  readonly by: Actor
  /** new values of an edit on many; null = none */
  readonly changes: EventChanges | null
  readonly comment: string | null
  readonly cursor: Position | null
}

export interface ActionLease {
  readonly instanceId: string
  readonly leaseMs: number
  /** handlers of this instance, which backfills need */
  readonly handlerIds: readonly number[]
}

interface Row extends Omit<DueAction, 'comment' | 'changes'> {
  readonly keyId: string | null
  readonly comment: Buffer | null
  readonly changes: Buffer | null
}

const claim = defineStatement<Row>({
  name: 'claim-action',
  columns: {
    id: true,
    kind: true,
    state: true,
    filter: true,
    detail: true,
    by: true,
    changes: true,
    comment: true,
    cursor: true,
    keyId: true,
  },
  // A backfill needs an instance with its handler; any instance can end a stopping one. Backfills of one
  // handler run one after the other, so that each finds the deliveries still missing.
  text: `
    update action set leased_by = $1::uuid, due_at = receiver_clock() + $2::int * interval '1 millisecond'
    where id = (
      select id from action
      where due_at <= receiver_clock()
        and (kind <> 'backfill' or state = 'stopping' or (
          (detail->>'handlerId')::int = any($3::int[])
          and not exists (
            select from action before
            where before.due_at is not null and before.kind = 'backfill' and before.id < action.id
              and before.detail->>'handlerId' = action.detail->>'handlerId')))
      order by due_at limit 1
      for update skip locked)
    returning id, kind, state, filter, detail, cursor, jsonb_build_object('issuer', issuer,
        'clientId', client_id, 'tenant', tenant, 'user', person) as by,
      key_id as "keyId", comment, changes`,
})

/** Leases the longest due action; null = none. */
export async function claimAction(
  client: Queryable,
  { instanceId, leaseMs, handlerIds }: ActionLease,
): Promise<DueAction | null> {
  const values = [instanceId, leaseMs, handlerIds]
  const [row] = await execute(client, claim, values)
  if (row === undefined) return null
  const { keyId, comment, changes, ...action } = row
  const opened = async (column: string, bytes: Buffer | null) => {
    const place = `${places.action.of(row.id)}:${column}`
    return bytes === null
      ? null
      : ((await openValues(client, [{ keyId, bytes, place }]))[0] ?? null)
  }
  const edited = await opened('changes', changes)
  return {
    ...action,
    comment: (await opened('comment', comment))?.toString('utf8') ?? null,
    changes: jsonOf<EventChanges>(edited),
  }
}

const hold = defineStatement({
  name: 'hold-action',
  text: `
    select state from action
    where id = $1 and leased_by = $2::uuid and due_at > receiver_clock() and cursor is not distinct from $3::jsonb
    for update`,
})

/** Locks a leased action until the commit; false = another instance has it. */
export async function holdAction(
  client: ClientBase,
  { id, cursor }: Pick<DueAction, 'id' | 'cursor'>,
  instanceId: string,
): Promise<boolean> {
  const values = [id, instanceId, cursor === null ? null : JSON.stringify(cursor)]
  return (await execute(client, hold, values)).length === 1
}

export interface Progress {
  readonly done: number
  readonly refused: number
  /** start of the next batch; null = this was the last */
  readonly cursor: Position | null
}

const goOn = defineStatement({
  name: 'note-progress',
  // After the last batch the action is finished; otherwise it is due for any instance.
  text: `
    update action set done = done + $3, refused = refused + $4, cursor = coalesce($5::jsonb, cursor),
      state = case when $5::jsonb is null then 'finished' else state end,
      finished_at = case when $5::jsonb is null then receiver_clock() end,
      due_at = case when $5::jsonb is not null then receiver_clock() end, leased_by = null
    where id = $1 and leased_by = $2::uuid`,
})

export async function noteProgress(
  client: Queryable,
  id: string,
  instanceId: string,
  { done, refused, cursor }: Progress,
): Promise<void> {
  const json = cursor === null ? null : JSON.stringify(cursor)
  await execute(client, goOn, [id, instanceId, done, refused, json])
}

const end = defineStatement({
  name: 'end-action',
  text: `
    update action set state = $3, error_code = $4, finished_at = receiver_clock(), due_at = null, leased_by = null
    where id = $1 and leased_by = $2::uuid`,
})

export async function endAction(
  client: Queryable,
  id: string,
  instanceId: string,
  how: { readonly state: 'stopped' | 'failed'; readonly errorCode: string | null },
): Promise<void> {
  await execute(client, end, [id, instanceId, how.state, how.errorCode])
}
