import type { Pool } from 'pg'
import { defineStatement, execute } from '../db/statement.ts'
import { DIVISIONS } from '../stats/stats-spans.ts'
import { idBefore } from './id-before.ts'

/** One batch of a deletion. @returns whether there may be more */
type DeleteBatch = (pool: Pool, ageMs: number) => Promise<boolean>

/**
 * One batch of a walk over old rows.
 * @returns the last row of the batch; null = the walk is over
 */
export type WalkBatch = (pool: Pool, after: string, ageMs: number) => Promise<string | null>

const MAX_ROWS = 1_000
/** For rows with many dependent rows. */
const FEW_ROWS = 200

/** @param text gets the age ($1, ms) and the size of the batch ($2); returns a row for each deleted one */
function deleteBatch(name: string, text: string, size = MAX_ROWS): DeleteBatch {
  const statement = defineStatement({ name, text })
  return async (pool, ageMs) => (await execute(pool, statement, [ageMs, size])).length === size
}

/** @param text gets the last id ($1), the age ($2, ms) and the size of the batch ($3); the last row comes first */
function walkBatch(name: string, text: string, size: number): WalkBatch {
  const statement = defineStatement<{ id: string }>({ name, columns: { id: true }, text })
  return async (pool, after, ageMs) => {
    const rows = await execute(pool, statement, [after, ageMs, size])
    return rows.length < size ? null : (rows[0]?.id ?? null)
  }
}

const before = (ageMs: string) => `receiver_clock() - ${ageMs} * interval '1 millisecond'`

/** Includes alerts that were never sent: the webhook may have been removed. */
export const deleteAlerts = deleteBatch(
  'delete-alerts',
  `
    delete from alert where id in (
      select id from alert where ended_at < ${before('$1::bigint')} order by ended_at limit $2)
    returning id`,
)

/**
 * Deletes old messages from the list of a handler that no instance has had for as long. Such a handler
 * was removed; a handler that is absent for a shorter time still gets them.
 */
export const deleteFanOuts = deleteBatch(
  'delete-fan-outs',
  `
    delete from pending_fan_out where (handler_id, message_id) in (
      select f.handler_id, f.message_id from handler h join pending_fan_out f on f.handler_id = h.id
      where h.retired_at < ${before('$1::bigint')} and f.message_id < ${idBefore('$1::bigint')}
      order by f.handler_id, f.message_id limit $2)
    returning handler_id`,
)

/** An id tells the start of an instance: one that is still seen stays. */
export const deleteInstances = deleteBatch(
  'delete-instances',
  `
    delete from instance where id in (
      select id from instance
      where id < ${idBefore('$1::bigint')} and last_seen_at < ${before('$1::bigint')}
      order by id limit $2)
    returning id`,
  FEW_ROWS,
)

const deleteRecordsBefore = deleteBatch(
  'delete-latest-records',
  `
    delete from latest_record where id in (
      select id from latest_record where received_at < ${before('$1::bigint')}
      order by received_at limit $2 for update skip locked)
    returning id`,
)

/** Longer than every window in which duplicates are recognised. */
const LATEST_RECORD_MS = 2 * 60 * 60_000

/** @returns whether there may be more */
export function deleteLatestRecords(pool: Pool): Promise<boolean> {
  return deleteRecordsBefore(pool, LATEST_RECORD_MS)
}

const oldReports = defineStatement({
  name: 'delete-erasure-reports',
  text: 'delete from erasure_report where kept_until < receiver_clock()',
})

/** Deletes reports whose entry in the ledger has ended. */
export async function deleteErasureReports(pool: Pool): Promise<void> {
  await execute(pool, oldReports, [])
}

const deleteSeenRefusals = deleteBatch(
  'delete-seen-refusals',
  `
    delete from seen_refusal where cause in (
      select cause from seen_refusal where until < ${before('$1::bigint')} order by until limit $2)`,
)

const deleteOldRefusals = deleteBatch(
  'delete-refusals',
  `
    delete from refusal where id in (
      select id from refusal where id < ${idBefore('$1::bigint')} order by id limit $2)
    returning id`,
)

export const deleteRefusals: DeleteBatch = async (pool, ageMs) => {
  await deleteSeenRefusals(pool, ageMs)
  return deleteOldRefusals(pool, ageMs)
}

const countedTypes = defineStatement({
  name: 'delete-counted-types',
  // The alert compares with the previous day and treats a missing type as new.
  text: `delete from counted_type where seen_at < receiver_clock() - interval '7 days'`,
})

const statsSpans = defineStatement({
  name: 'delete-stats-spans',
  text: `
    delete from stats_span using unnest($1::int[], $2::int[]) as kept (seconds, spans)
    where stats_span.seconds = kept.seconds
      and starts_at < receiver_clock() - kept.seconds * kept.spans * interval '1 second'`,
})

/** Deletes what no chart shows any more: a range and the one before it. They are few. */
export async function deleteStatsSpans(pool: Pool): Promise<void> {
  const divisions = Object.values(DIVISIONS)
  await execute(pool, statsSpans, [
    divisions.map(({ seconds }) => seconds),
    divisions.map(({ spans }) => 2 * spans + 2),
  ])
}

/** Deletes types that did not come for long: senders may name any number of them. */
export async function deleteCountedTypes(pool: Pool): Promise<void> {
  await execute(pool, countedTypes, [])
}

/**
 * Deletes items whose message is gone: retention may have deleted it before the action reached it.
 * The others are deleted with their message. The last message of a batch may have more items than the
 * batch: all of them are deleted.
 */
export const deleteActionItems = walkBatch(
  'delete-action-items',
  `
    with items as materialized (
      select message_id from action_item
      where message_id > $1::uuid and message_id < ${idBefore('$2::bigint')}
      order by message_id
      limit $3
    ), gone as materialized (
      select distinct message_id from items
      where not exists (select from message where message.id = items.message_id)
    ), deleted as (
      delete from action_item using gone where action_item.message_id = gone.message_id
    )
    select message_id as id from items order by message_id desc`,
  MAX_ROWS,
)

/**
 * Deletes finished actions without items, repairs, reports and held handlers; as long as there is one, the
 * action names the actor.
 */
export const deleteActions = walkBatch(
  'delete-actions',
  `
    with walked as materialized (
      select id, due_at, finished_at from action
      where kind <> 'reveal' and id > $1::uuid and id < ${idBefore('$2::bigint')}
      order by id
      limit $3
    ), deleted as (
      delete from action using walked
      where action.id = walked.id and walked.due_at is null
        and walked.finished_at < ${before('$2::bigint')}
        and not exists (select from action_item where action_item.action_id = walked.id)
        and not exists (select from original_body where original_body.action_id = walked.id)
        and not exists (select from erasure_report where erasure_report.action_id = walked.id)
        and not exists (select from handler where handler.hold_id = walked.id)
    )
    select id from walked order by id desc`,
  FEW_ROWS,
)

/** Deletes records of reveals whose message is gone. */
export const deleteReveals = walkBatch(
  'delete-reveals',
  `
    with walked as materialized (
      select id, detail->>'messageId' as message_id from action
      where kind = 'reveal' and id > $1::uuid and id < ${idBefore('$2::bigint')}
      order by id
      limit $3
    ), old as (
      select id from walked
      where not exists (select from message m where m.id = walked.message_id::uuid)
    ), subjects as (
      delete from action_subject using old where action_subject.action_id = old.id
    ), deleted as (
      delete from action using old where action.id = old.id
    )
    select id from walked order by id desc`,
  FEW_ROWS,
)
