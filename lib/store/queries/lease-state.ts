import { raw, sql } from '../db/sql.ts'

/** SQL: an instance has a valid lease of lane `l`. */
export const isLeased = raw(
  '(l.leased_by is not null and coalesce(l.due_at > receiver_clock(), false))',
)

/**
 * SQL: delivery `d` is running, but the lease of its lane has ended. The look-up can use the primary key
 * only: the index of leased lanes would be read from its start.
 */
export const leaseEnded = sql`(d.state = 'running' and not coalesce((
  select ${isLeased} from lane l where l.handler_id = d.handler_id and l.subject_id = d.subject_id), false))`
