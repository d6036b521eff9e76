import type { Pool } from 'pg'
import { SUBJECTS_LOCK } from '../record/keep-subjects.ts'
import { findForgottenSubjects } from './find-forgotten-subjects.ts'
import { EMPTY_LANE, UNUSED_SUBJECT } from './forgotten.ts'

/** Recording is kept out for the time of so many at most: a few milliseconds. */
const MAX_BATCH = 200
/** Recording waits this long at most, and less than the server waits before it looks for deadlocks. */
const LOCK_TIMEOUT_MS = 200

/**
 * Deletes the empty lanes of subjects, and the subjects that nothing refers to any more: they hold the
 * readable key of a person. Only where there is something to delete is anybody kept waiting.
 * @throws with 55P03 when those who record did not finish in time
 */
export async function forgetSubjects(pool: Pool, subjectIds: readonly string[]): Promise<void> {
  const forgotten = await findForgottenSubjects(pool, subjectIds)
  for (let from = 0; from < forgotten.length; from += MAX_BATCH) {
    await pool.query(forgetting(forgotten.slice(from, from + MAX_BATCH)))
  }
}

/**
 * One transaction in one message: a process that is frozen in between would keep all recording out. The
 * lock is not held while the disk is waited for either; what others commit afterwards includes this.
 * Each statement sees what was committed before it began, so the lock stands first. A lane that refers to
 * a subject has deliveries, or something that joins it: nobody else makes lanes or looks subjects up
 * while the lock is held.
 */
function forgetting(ids: readonly string[]): string {
  const wanted = `unnest('{${ids.map(BigInt).join()}}'::bigint[]) as wanted (id)`
  return `
    select set_config('lock_timeout', '${LOCK_TIMEOUT_MS}ms', true),
      set_config('synchronous_commit', 'off', true);
    select pg_advisory_xact_lock(${SUBJECTS_LOCK});
    delete from lane l using ${wanted} cross join handler h
    where l.handler_id = h.id and l.subject_id = wanted.id and ${EMPTY_LANE};
    delete from subject s using ${wanted}
    where s.id = wanted.id and ${UNUSED_SUBJECT}`
}
