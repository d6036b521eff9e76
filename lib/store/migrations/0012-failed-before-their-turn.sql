-- Deliveries that failed while they were planned after their recording had no row here, and lists did
-- not find them. The cost follows the open deliveries.
insert into setback (state, message_id, ordinal, handler_id, run)
select 'failed', message_id, ordinal, handler_id, run from delivery where open and state = 'failed'
on conflict do nothing;
