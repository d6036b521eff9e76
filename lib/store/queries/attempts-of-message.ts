import { type Sql, sql } from '../db/sql.ts'

/** Attempts of a message that have ended, and those that run: their start stands in their delivery. */
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
