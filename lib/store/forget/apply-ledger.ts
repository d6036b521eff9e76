import type { Pool } from 'pg'
import type { NumberedLedgerEntry } from '../../encryption/key-store.ts'
import { followLedger } from '../../encryption/ledger.ts'
import { defineStatement, execute } from '../db/statement.ts'
import type { Position } from '../queries/page.ts'
import { digestOfLedgerHash } from '../record/ledger-hash.ts'
import { type ForgetDeps, processForgetting } from './process-forgetting.ts'

const place = defineStatement<{ sequence: string }>({
  name: 'read-ledger-place',
  columns: { sequence: true },
  text: 'select ledger_sequence as sequence from encryption',
})

const notePlace = defineStatement({
  name: 'note-ledger-place',
  text: 'update encryption set ledger_sequence = greatest(ledger_sequence, $1)',
})

const adopt = defineStatement({
  name: 'adopt-ledger-entry',
  // The key tells a person who came back after the erasure: that one has another key.
  text: `
    with forgotten as (
      update subject set forget_action = $1::uuid
      where key_digest = $2::uuid and forget_action is null
        and ($3::uuid is null or key_id = $3::uuid)
      returning id
    )
    insert into action (id, kind, detail, cursor, issuer, client_id, tenant, requested_at, matched, state, due_at)
    select $1::uuid, 'forget', jsonb_build_object('subjectId', id::text, 'keptUntil', $5::text), '["close"]'::jsonb,
      'ledger', 'sf-event-receiver', '', $4, 1, 'running', receiver_clock()
    from forgotten
    on conflict (id) do nothing`,
})

const findUnderWay = defineStatement<{ id: string }>({
  name: 'find-forgetting-under-way',
  columns: { id: true },
  text: `select id from action where id = $1::uuid and state = 'running'`,
})

const lease = defineStatement<{ cursor: Position | null }>({
  name: 'lease-forgetting',
  columns: { cursor: true },
  text: `
    update action set leased_by = $2::uuid, due_at = receiver_clock() + $3::int * interval '1 millisecond'
    where id = $1::uuid and kind = 'forget' and state = 'running' and due_at <= receiver_clock()
    returning cursor`,
})

/**
 * Applies the erasures of the ledger that this database does not contain: after it was restored from a
 * backup, before the service opens. In a database that was not restored it only notes the place.
 * @returns the number of entries
 */
export async function applyLedger(deps: ForgetDeps, leaseMs: number): Promise<number> {
  const { pool, keys } = deps
  const [row] = await execute(pool, place, [])
  return followLedger(
    keys,
    Number(row?.sequence ?? 0),
    (entry) => applyEntry(deps, leaseMs, entry),
    (sequence) => noteLedgerPlace(pool, sequence),
  )
}

async function noteLedgerPlace(pool: Pool, sequence: number): Promise<void> {
  await execute(pool, notePlace, [sequence])
}

async function applyEntry(
  deps: ForgetDeps,
  leaseMs: number,
  { requestId, subjectHash, keyId, forgottenAt, keptUntil }: NumberedLedgerEntry,
): Promise<void> {
  const { pool, instanceId, keys, onDestroyed } = deps
  const digest = digestOfLedgerHash(subjectHash)
  const underWay = await execute(pool, findUnderWay, [requestId])
  // An erasure that this database carries out needs the key until its own step: it tells handlers whom to
  // forget.
  if (underWay.length === 0) {
    await execute(pool, adopt, [requestId, digest, keyId, forgottenAt, keptUntil.toISOString()])
    if (keyId !== null) {
      await keys.destroy(keyId)
      onDestroyed(keyId)
    }
  }
  // Without steps that wait for a running delivery: the runner of actions does those.
  for (;;) {
    const [action] = await execute(pool, lease, [requestId, instanceId, leaseMs])
    if (action === undefined) return
    await processForgetting(deps, { id: requestId, cursor: action.cursor })
  }
}
