import { raw, sql } from '../db/sql.ts'

/** True for a lane (`l`) that an instance serves now. */
export const isLeased = raw(
  '(l.leased_by is not null and coalesce(l.due_at > receiver_clock(), false))',
)

/**
 * True for a delivery (`d`) that is running although no instance serves its lane.
 * Only the primary key fits the search: the index of leased lanes would be read from its start.
 */
export const leaseEnded = sql`(d.state = 'running' and not coalesce((
  select ${isLeased} from lane l where l.handler_id = d.handler_id and l.subject_id = d.subject_id), false))`
