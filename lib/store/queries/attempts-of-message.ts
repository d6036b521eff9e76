import { type Sql, sql } from '../db/sql.ts'

/** SQL of a message's ended attempts, and of running ones, whose start is in the delivery. */
export function attemptsOfMessage(id: Sql): Sql {
  return sql`(
    select message_id, ordinal, handler_id, run, number, lease, instance_id, started_at, ended_at,
      outcome, log_lines, error_cause, error, log, calls
    from attempt where message_id = ${id}
    union all
    select message_id, ordinal, handler_id, run, attempts_started, lease, started_by, started_at, null,
      null, null, null, null, null, null
    from delivery where message_id = ${id} and state = 'running')`
}
