/**
 * Common table expressions that insert the deliveries of `new_delivery`, with the rows by which lists
 * and jobs find them. Every statement that adds deliveries of events uses this.
 *
 * `new_delivery` has message_id, ordinal, handler_id, subject_id, position, state, open, late, reason,
 * start_at, and of a delivery that runs at once lease and started_by, which are null otherwise.
 */
export const newDeliveries = `
    failed as (
      -- Lists find a failed delivery by this row, also before its turn has come.
      insert into setback (state, message_id, ordinal, handler_id, run)
      select 'failed', message_id, ordinal, handler_id, 0 from new_delivery where state = 'failed'
    ), deferred as (
      insert into deferred_delivery (message_id, ordinal, handler_id, run, subject_id, due_at)
      select message_id, ordinal, handler_id, 0, subject_id, start_at from new_delivery where not open
    ), delivered as (
      insert into delivery (message_id, ordinal, handler_id, subject_id, position, state, open, late,
        reason, due_at, start_at, lease, started_by, started_at, attempts)
      select message_id, ordinal, handler_id, subject_id, position, state, open, late, reason, start_at,
        start_at, lease, started_by, case when lease is not null then receiver_clock() end,
        (lease is not null)::int
      from new_delivery
    )`
