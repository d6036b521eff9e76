/** Columns of an added delivery, and its rare columns; see `listColumns`. */
export const deliveryTypes = { handlerId: 'int', subjectId: 'bigint' } as const
export const rareDelivery = {
  ...{ holdsPlace: true, late: false, reasonCode: 'text', startAt: 'timestamptz' },
} as const

/**
 * Common table expressions that insert the deliveries of `new_delivery` and their index rows for lists
 * and jobs. Every statement that adds deliveries of events uses this.
 *
 * `new_delivery` has message_id, ordinal, handler_id, subject_id, position, holds_place, late,
 * reason_code and start_at. Columns lease and started_by are null unless the delivery runs at once.
 */
export const newDeliveries = `
    failed as (
      -- Lists find a failed delivery by this row, even before its turn.
      insert into unsuccessful_delivery (state, message_id, ordinal, handler_id, run)
      select 'failed', message_id, ordinal, handler_id, 0 from new_delivery where reason_code is not null
    ), deferred as (
      insert into deferred_delivery (message_id, ordinal, handler_id, run, subject_id, due_at)
      select message_id, ordinal, handler_id, 0, subject_id, start_at from new_delivery where not holds_place
    ), delivered as (
      insert into delivery (message_id, ordinal, handler_id, subject_id, position, state, holds_place, late,
        reason_code, due_at, start_at, lease, started_by, started_at, attempts_started)
      select message_id, ordinal, handler_id, subject_id, position,
        case when reason_code is not null then 'failed' when lease is not null then 'running'
          when start_at is not null then 'scheduled' else 'waiting' end,
        holds_place, late, reason_code, start_at, start_at, lease, started_by,
        case when lease is not null then receiver_clock() end, (lease is not null)::int
      from new_delivery
    )`
