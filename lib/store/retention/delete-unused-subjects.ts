import type { Pool } from 'pg'
import { LOCK_TIMEOUT_MS, LOCKS } from '../db/advisory-locks.ts'
import { defineStatement, execute } from '../db/statement.ts'
import { listUnusedKeys } from '../record/list-unused-keys.ts'

/** Blocks recording for a few milliseconds at most. */
const MAX_BATCH = 200

/** SQL that is true for an idle lane `l` without deliveries. */
const EMPTY_LANE = `l.waiting = 0 and l.leased_by is null and l.status = 'open'
      and not exists (
        select from delivery d where d.handler_id = l.handler_id and d.subject_id = l.subject_id)`

/** SQL of the lanes `l` of a subject `s`. The index of lanes begins with the handler; there are few handlers. */
const LANES_OF_SUBJECT = 'from handler h join lane l on l.handler_id = h.id and l.subject_id = s.id'

/**
 * SQL that is true for a subject `s` without references. Every delivery has a lane. The row of a forgotten
 * person tells new events of it until the end of the ledger's entry. A blocked person waits for the destruction.
 */
const UNUSED_SUBJECT = `(s.forgotten_until is null or s.forgotten_until < receiver_clock())
      and s.legal_hold is null
      and (s.blocked_at is null or s.forgotten_at is not null)
      and not exists (select from event e where e.subject_id = s.id)
      and not exists (select ${LANES_OF_SUBJECT})`

const find = defineStatement<{ id: string }>({
  name: 'find-unused-subjects',
  columns: { id: true },
  text: `
    select s.id
    from unnest($1::bigint[]) as wanted (id) join subject s on s.id = wanted.id
    where exists (select ${LANES_OF_SUBJECT} where ${EMPTY_LANE})
      or (${UNUSED_SUBJECT})`,
})

/**
 * Deletes the empty lanes of subjects, and unused subjects: they hold the readable key of a person. Lists
 * the keys that seal it.
 * Takes the lock only if there is something to delete.
 * @throws with 55P03 if recordings hold the lock for too long
 */
export async function deleteUnusedSubjects(
  pool: Pool,
  subjectIds: readonly string[],
): Promise<void> {
  const forgotten = (await execute(pool, find, [subjectIds])).map(({ id }) => id)
  for (let from = 0; from < forgotten.length; from += MAX_BATCH) {
    await pool.query(forgetting(forgotten.slice(from, from + MAX_BATCH)))
  }
}

/**
 * One transaction in one message: a process that stops in between cannot block recording. The commit does
 * not wait for the disk while the lock is held; later commits include it. The lock stands first, so that
 * each statement sees all earlier commits. While it is held, no other transaction creates lanes or looks
 * subjects up.
 */
function forgetting(ids: readonly string[]): string {
  const wanted = `unnest('{${ids.map(BigInt).join()}}'::bigint[]) as wanted (id)`
  return `
    select set_config('lock_timeout', '${LOCK_TIMEOUT_MS}ms', true),
      set_config('synchronous_commit', 'off', true);
    select pg_advisory_xact_lock(${LOCKS.subjects});
    delete from lane l using ${wanted} cross join handler h
    where l.handler_id = h.id and l.subject_id = wanted.id and ${EMPTY_LANE};
    with gone as (
      delete from subject s using ${wanted}
      where s.id = wanted.id and ${UNUSED_SUBJECT}
      returning s.key_id
    )${listUnusedKeys('gone')}`
}

const onPages = defineStatement<{ id: string }>({
  name: 'find-subjects-on-pages',
  columns: { id: true },
  text: 'select id from subject where ctid >= $1::tid and ctid < $2::tid',
})

/** Does the same for the subjects on some pages of their table. */
export async function deleteUnusedSubjectsOnPages(
  pool: Pool,
  from: string,
  to: string,
): Promise<void> {
  const rows = await execute(pool, onPages, [from, to])
  await deleteUnusedSubjects(
    pool,
    rows.map(({ id }) => id),
  )
}
