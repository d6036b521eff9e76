-- concurrently
-- Built while calls are recorded: each statement stands alone, and one that failed half-way is done again.
create index concurrently message_external_event_id on message (external_event_id) where external_event_id is not null;
create index concurrently message_correlation_id on message (correlation_id);
create index concurrently message_undecodable on message (id) where state = 'undecodable';
create index concurrently message_repeat on message (id) where duplicate_of is not null;
create index concurrently event_event_id on event (event_id) where event_id is not null;
create index concurrently subject_key on subject (key);
create index concurrently delivery_open on delivery (message_id) where open;
create index concurrently lane_leased on lane (handler_id, due_at) where leased_by is not null;
create index concurrently lane_retrying on lane (handler_id, due_at) where head_state = 'retrying';
