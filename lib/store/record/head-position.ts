/**
 * SQL of the position of the delivery whose turn has begun in `lane`; null if no turn has begun. A lane
 * that a recording has leased has no head position of its own, since the recording takes positions
 * after it has locked the lane: the running delivery is the head. The lane must be locked by an earlier
 * statement, so that this one sees that delivery.
 */
export const headPosition = `coalesce(lane.head_position, case when lane.leased_by is not null then (
          select running.position from delivery running
          where running.handler_id = lane.handler_id and running.subject_id = lane.subject_id
            and running.position > lane.settled_position and running.holds_place
            and running.state = 'running'
          order by running.position limit 1) end)`
