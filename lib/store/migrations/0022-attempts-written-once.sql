-- An attempt is one row, written when it ends. The start of the attempt that runs stands in its delivery.
-- The version before cannot run beside this one.

lock table lane, event, delivery, attempt in access exclusive mode;

-- Null unless the delivery is running.
alter table delivery
  add started_at timestamptz,
  add started_by uuid,   -- the instance that runs it
  add lease      bigint; -- the lane's lease under which it runs

with moved as (
  delete from attempt a using lane l join delivery d
    on d.handler_id = l.handler_id and d.subject_id = l.subject_id and d.position = l.head_position
  where l.leased_by is not null and d.state = 'running'
    and a.message_id = d.message_id and a.ordinal = d.ordinal and a.handler_id = d.handler_id
    and a.run = d.run and a.number = d.attempts and a.ended_at is null
  returning a.*
)
update delivery d set started_at = moved.started_at, started_by = moved.instance_id, lease = moved.lease
from moved
where d.message_id = moved.message_id and d.ordinal = moved.ordinal
  and d.handler_id = moved.handler_id and d.run = moved.run;

alter table attempt
  alter ended_at set not null,
  alter outcome set not null,
  alter started_at drop default,
  reset (fillfactor); -- its rows never change
