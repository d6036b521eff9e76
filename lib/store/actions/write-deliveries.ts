import type { ClientBase } from 'pg'
import { places } from '../../encryption/places.ts'
import { SELECTION_FAILURES } from '../../events/select-events.ts'
import { listColumns } from '../db/list-columns.ts'
import { base64Of, sealerFor } from '../db/seal-values.ts'
import { defineStatement, execute } from '../db/statement.ts'
import { sameDelivery } from '../record/same-delivery.ts'
import type { DeliveryKey } from '../record/started-delivery.ts'
import type { DeliveryChange, DeliverySnapshot, LaneSnapshot } from './delivery-action.ts'

/** A delivery with its change. */
export interface ChangedDelivery {
  readonly delivery: DeliverySnapshot
  readonly change: DeliveryChange
  /** new position; null = unchanged */
  readonly position: string | null
}

const keys = { messageId: 'uuid', ordinal: 'int', handlerId: 'int', run: 'int' } as const
interface ChangedRow extends DeliveryKey, DeliveryChange {
  readonly position: string | null
  readonly keyId: string | null
  /** sealed, as base64 */
  readonly comment: string | null
}

const changed = listColumns<ChangedRow>({
  types: {
    ...keys,
    ...{
      state: 'text',
      holdsPlace: 'bool',
      position: 'bigint',
      resetsAttempts: 'bool',
      edit: 'int',
      keyId: 'uuid',
      comment: 'text',
    },
  },
})

const selectionFailures = SELECTION_FAILURES.map((code) => `'${code}'`).join(', ')

const change = defineStatement({
  name: 'change-deliveries',
  // The next attempt asks a predicate that failed. A retrying delivery is due at once. A running attempt has lost its lease and is abandoned.
  text: `
    with c as (
      select * from ${changed.from(1, 'c')}
    ), abandoned as (
      insert into attempt (message_id, ordinal, handler_id, run, number, lease, instance_id, started_at,
        ended_at, outcome)
      select d.message_id, d.ordinal, d.handler_id, d.run, d.attempts_started, d.lease, d.started_by, d.started_at,
        receiver_clock(), 'abandoned'
      from c join delivery d on ${sameDelivery('d', 'c')}
      where d.state = 'running'
      on conflict do nothing
    ), changed as (
      update delivery d set state = c.state, holds_place = c.holds_place, edit = c.edit,
        position = coalesce(c.position, d.position),
        counted_attempts = case when c.resets_attempts then 0 else d.counted_attempts end,
        abandoned = case when c.resets_attempts then 0 else d.abandoned + (d.state = 'running')::int end,
        due_at = case when c.state = 'retrying' then receiver_clock() end,
        reason_code = case when c.state in ('skipped', 'cancelled') then $12
          when d.reason_code in (${selectionFailures}) then d.reason_code end,
        key_id = case when c.state in ('skipped', 'cancelled') then c.key_id end,
        comment = case when c.state in ('skipped', 'cancelled') then decode(c.comment, 'base64') end,
        settled_at = case when c.state in ('skipped', 'cancelled') then receiver_clock() end,
        started_at = null, started_by = null, lease = null
      from c
      where ${sameDelivery('d', 'c')}
    ), given_up as (
      insert into unsuccessful_delivery (state, message_id, ordinal, handler_id, run)
      select state, message_id, ordinal, handler_id, run from c where state in ('skipped', 'cancelled')
      on conflict do nothing
    )
    delete from deferred_delivery d using c
    where d.message_id = c.message_id and d.ordinal = c.ordinal and d.handler_id = c.handler_id
      and d.run = c.run`,
})

/** Writes changed deliveries. Their lanes must be locked. */
export async function changeDeliveries(
  client: ClientBase,
  changes: readonly ChangedDelivery[],
  why: { readonly reasonCode: string; readonly comment: string | null },
): Promise<void> {
  if (changes.length === 0) return
  const { reasonCode, comment } = why
  const sealer = await sealerFor(client, comment === null ? [] : changes.map(keyOf))
  const rows = changes.map(({ delivery, change, position }) => {
    const row = `${places.delivery.of(...keyValues(delivery))}:comment`
    const sealed = comment === null ? null : sealer.seal(delivery.keyId, row, comment)
    const keyId = sealed?.keyId ?? null
    return { ...delivery, ...change, position, keyId, comment: base64Of(sealed) }
  })
  await execute(client, change, [...changed.values(rows), reasonCode])
}

function keyOf({ delivery }: ChangedDelivery): string | null {
  return delivery.keyId
}

function keyValues({ messageId, ordinal, handlerId, run: number }: DeliveryKey) {
  return [messageId, ordinal, handlerId, number] as const
}

/** A re-run of a finished delivery. */
export interface AddedRun {
  readonly delivery: DeliverySnapshot
  readonly run: number
  readonly position: string
}

const added = listColumns<DeliveryKey & { readonly newRun: number; readonly position: string }>({
  types: { ...keys, newRun: 'int', position: 'bigint' },
})

const add = defineStatement({
  name: 'add-runs',
  text: `
    insert into delivery (message_id, ordinal, handler_id, run, subject_id, position, state, holds_place, late, edit)
    select d.message_id, d.ordinal, d.handler_id, r.new_run, d.subject_id, r.position, 'waiting', true, d.late, d.edit
    from ${added.from(1, 'r')}
    join delivery d on ${sameDelivery('d', 'r')}`,
})

/** Adds re-runs. Their lanes must be locked. */
export async function addRuns(client: ClientBase, runs: readonly AddedRun[]): Promise<void> {
  if (runs.length === 0) return
  const rows = runs.map(({ delivery, run: newRun, position }) => ({
    ...delivery,
    newRun,
    position,
  }))
  await execute(client, add, added.values(rows))
}

interface EditRow extends DeliveryKey {
  readonly edit: number
  readonly keyId: string | null
  /** sealed, as base64 */
  readonly body: string | null
}

const edits = listColumns<EditRow>({
  types: { ...keys, edit: 'int', keyId: 'uuid', body: 'text' },
})

const insertEdits = defineStatement({
  name: 'note-edits',
  text: `
    insert into edited_event (${edits.names})
    select ${edits.names.replace('body', "decode(body, 'base64')")} from ${edits.from(1, 'e')}`,
})

/** Stores the edited event of these deliveries. */
export async function noteEdits(
  client: ClientBase,
  changes: readonly ChangedDelivery[],
  body: Buffer,
): Promise<void> {
  if (changes.length === 0) return
  const sealer = await sealerFor(client, changes.map(keyOf))
  const rows = changes.map(({ delivery, change: { edit } }) => {
    const row = `${places.editedEvent.of(...keyValues(delivery), edit)}:body`
    const sealed = sealer.seal(delivery.keyId, row, body)
    return { ...delivery, edit, keyId: sealed?.keyId ?? null, body: base64Of(sealed) }
  })
  await execute(client, insertEdits, edits.values(rows))
}

const changedLanes = listColumns<LaneSnapshot>({
  types: {
    ...{ handlerId: 'int', subjectId: 'bigint', status: 'text', headState: 'text', waiting: 'int' },
    ...{ settledPosition: 'bigint', headPosition: 'bigint', rewound: 'bool', version: 'int' },
    ...{ due: 'text', endsLease: 'bool' },
  },
})

const updateLanes = defineStatement({
  name: 'write-lanes',
  text: `
    update lane set status = l.status, head_state = l.head_state, waiting = l.waiting,
      settled_position = l.settled_position, head_position = l.head_position, rewound = l.rewound,
      version = l.version,
      lease = lane.lease + l.ends_lease::int,
      leased_by = case when l.ends_lease then null else lane.leased_by end,
      due_at = case l.due when 'now' then receiver_clock() when 'kept' then lane.due_at end
    from ${changedLanes.from(1, 'l')}
    where lane.handler_id = l.handler_id and lane.subject_id = l.subject_id`,
})

/** Writes lanes, which must be locked. */
export async function writeLanes(
  client: ClientBase,
  lanes: readonly LaneSnapshot[],
): Promise<void> {
  if (lanes.length === 0) return
  await execute(client, updateLanes, changedLanes.values(lanes))
}
