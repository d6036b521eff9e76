/** SQL that selects the head delivery of a lane `l`. @param columns of `delivery` */
export const laneHead = (columns: string) => `
  select ${columns} from delivery
  where handler_id = l.handler_id and subject_id = l.subject_id and holds_place
    and position >= coalesce(l.head_position, l.settled_position + 1)
  order by position limit 1`

/** SQL that joins the head `d` of a parked lane `l`, and its last attempt `a`. */
export const parkedHead = `cross join lateral (${laneHead(
  'message_id, ordinal, handler_id, run, reason_code, attempts_started',
)}) d
  left join attempt a on a.message_id = d.message_id and a.ordinal = d.ordinal
    and a.handler_id = d.handler_id and a.run = d.run and a.number = d.attempts_started`
