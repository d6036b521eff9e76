import { raw } from '../db/sql.ts'

const counts = `e.no_handler and e.duplicate_of is null
  and (e.discarded is null or e.handed_over is not null)
  and not exists (select from delivery n where n.message_id = e.message_id and n.ordinal = e.ordinal)`

/** SQL: the event waits for the fan-out to a handler of another version. */
const isFannedOut = `exists (select from handler h
    join pending_fan_out f on f.handler_id = h.id and f.message_id = e.message_id
    where h.retired_at is null)`

/**
 * SQL: event `e` has no handler. The column `no_handler` comes first, because it has an index of few
 * rows.
 */
export const NO_HANDLER = `(${counts} and not ${isFannedOut})`

/** SQL: event `e` has no handler yet and waits for a fan-out. */
const UNDECIDED = `(${counts} and ${isFannedOut})`

export const noHandler = raw(NO_HANDLER)
export const undecided = raw(UNDECIDED)
