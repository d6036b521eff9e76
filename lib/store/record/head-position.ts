/**
 * SQL of the position of the head delivery of `lane` once its turn has begun, else null. A lane that a
 * recording leased stores no head position, because the recording takes positions after locking the
 * lane: there the running delivery is the head. Lock the lane in an earlier statement, so that this one
 * sees that delivery.
 */
export const headPosition = `coalesce(lane.head_position, case when lane.leased_by is not null then (
          select running.position from delivery running
          where running.handler_id = lane.handler_id and running.subject_id = lane.subject_id
            and running.position > lane.settled_position and running.holds_place
            and running.state = 'running'
          order by running.position limit 1) end)`
