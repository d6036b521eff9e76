import { raw } from '../db/sql.ts'

const counts = `e.no_handler and e.duplicate_of is null
  and (e.discarded is null or e.handed_over is not null)
  and not exists (select from delivery n where n.message_id = e.message_id and n.ordinal = e.ordinal)`

/** A handler that this process may not have, but another running version has, is still to be asked. */
const isFannedOut = `exists (select from handler h
    join pending_fan_out f on f.handler_id = h.id and f.message_id = e.message_id
    where h.retired_at is null)`

/**
 * SQL that is true for an event `e` that no handler takes. The mark of the row comes first: an
 * index has the few rows that bear it.
 */
export const NO_HANDLER = `(${counts} and not ${isFannedOut})`

/** The same for an event that no handler has taken yet, while another version's handler is still to be asked. */
const UNDECIDED = `(${counts} and ${isFannedOut})`

export const noHandler = raw(NO_HANDLER)
export const undecided = raw(UNDECIDED)
