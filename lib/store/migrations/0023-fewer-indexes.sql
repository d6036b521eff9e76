-- Columns that change with each start and end of a delivery stand in no index, but lane.due_at: an update of a
-- delivery then stays on its page. Open deliveries are found in their lanes, which are due or parked.
-- The version before finds them more slowly.

lock table lane, event, delivery in access exclusive mode;

drop index delivery_open, lane_leased, lane_retrying;
