import type { ClientBase } from 'pg'
import { sameDelivery } from '../statements/same-delivery.ts'
import { defineStatement, run } from '../statements/statement.ts'
import type { DeliveryChange, DeliverySnapshot } from './delivery-action.ts'
import { keyColumns } from './lock-deliveries.ts'

/** A delivery with what becomes of it. */
export interface ChangedDelivery {
  readonly delivery: DeliverySnapshot
  readonly change: DeliveryChange
  /** its new place; null = it keeps its own */
  readonly position: string | null
}

const change = defineStatement({
  name: 'change-deliveries',
  // What becomes due is due at once; what was due later and stays so is not touched here. An attempt
  // that was still running has lost its lease: it is abandoned.
  text: `
    with c as (
      select * from unnest($1::uuid[], $2::int[], $3::int[], $4::int[], $5::text[], $6::bool[],
          $7::bigint[], $8::bool[], $9::int[])
        as c (message_id, ordinal, handler_id, run, state, open, position, fresh, edit)
    ), abandoned as (
      insert into attempt (message_id, ordinal, handler_id, run, number, lease, instance_id, started_at,
        ended_at, outcome)
      select d.message_id, d.ordinal, d.handler_id, d.run, d.attempts, d.lease, d.started_by, d.started_at,
        receiver_clock(), 'abandoned'
      from c join delivery d on ${sameDelivery('d', 'c')}
      where d.state = 'running'
      on conflict do nothing
    ), changed as (
      update delivery d set state = c.state, open = c.open, edit = c.edit,
        position = coalesce(c.position, d.position),
        tries = case when c.fresh then 0 else d.tries end,
        abandoned = case when c.fresh then 0 else d.abandoned + (d.state = 'running')::int end,
        due_at = case when c.state = 'retrying' then receiver_clock() end,
        reason = case when c.state in ('skipped', 'cancelled') then $10 end,
        note = case when c.state in ('skipped', 'cancelled') then $11 end,
        settled_at = case when c.state in ('skipped', 'cancelled') then receiver_clock() end,
        started_at = null, started_by = null, lease = null
      from c
      where ${sameDelivery('d', 'c')}
    ), given_up as (
      insert into setback (state, message_id, ordinal, handler_id, run)
      select state, message_id, ordinal, handler_id, run from c where state in ('skipped', 'cancelled')
      on conflict do nothing
    )
    delete from deferred_delivery d using c
    where d.message_id = c.message_id and d.ordinal = c.ordinal and d.handler_id = c.handler_id
      and d.run = c.run`,
})

/** Writes what became of deliveries whose lanes this transaction has locked. */
export async function changeDeliveries(
  client: ClientBase,
  changes: readonly ChangedDelivery[],
  why: { readonly reason: string; readonly note: string | null },
): Promise<void> {
  if (changes.length === 0) return
  await run(client, change, [
    ...keyColumns(changes.map(({ delivery }) => delivery)),
    changes.map((entry) => entry.change.state),
    changes.map((entry) => entry.change.open),
    changes.map((entry) => entry.position),
    changes.map((entry) => entry.change.freshTries),
    changes.map((entry) => entry.change.edit),
    why.reason,
    why.note,
  ])
}

/** A further run of a delivery that is done. */
export interface AddedRun {
  readonly delivery: DeliverySnapshot
  readonly run: number
  readonly position: string
}

const add = defineStatement({
  name: 'add-runs',
  text: `
    insert into delivery (message_id, ordinal, handler_id, run, subject_id, position, state, open, late, edit)
    select d.message_id, d.ordinal, d.handler_id, r.new_run, d.subject_id, r.position, 'waiting', true, d.late, d.edit
    from unnest($1::uuid[], $2::int[], $3::int[], $4::int[], $5::int[], $6::bigint[])
      as r (message_id, ordinal, handler_id, run, new_run, position)
    join delivery d on ${sameDelivery('d', 'r')}`,
})

/** Adds runs of deliveries whose lanes this transaction has locked. */
export async function addRuns(client: ClientBase, runs: readonly AddedRun[]): Promise<void> {
  if (runs.length === 0) return
  await run(client, add, [
    ...keyColumns(runs.map(({ delivery }) => delivery)),
    runs.map((entry) => entry.run),
    runs.map((entry) => entry.position),
  ])
}
