/** SQL that is true for a lane `l` that has nothing to do, and of which no delivery is kept. */
export const EMPTY_LANE = `l.waiting = 0 and l.leased_by is null and l.status = 'open'
      and not exists (
        select from delivery d where d.handler_id = l.handler_id and d.subject_id = l.subject_id)`

/** SQL of the lanes `l` of a subject `s`: a lane is found by its handler, and there are few handlers. */
export const LANES_OF_SUBJECT =
  'from handler h join lane l on l.handler_id = h.id and l.subject_id = s.id'

/** SQL that is true for a subject `s` that nothing refers to: what is delivered has a lane. */
export const UNUSED_SUBJECT = `not exists (select from event e where e.subject_id = s.id)
      and not exists (select ${LANES_OF_SUBJECT})`
