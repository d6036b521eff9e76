-- concurrently
-- What does not count, because another sender does.
create index concurrently message_discarded on message (id) where discarded is not null;
create index concurrently event_discarded on event (message_id) where discarded is not null and handed_over is null;
