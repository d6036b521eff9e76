-- concurrently
-- Which events no handler took when they were recorded. The version before does not set the column, so its rows
-- get the default. Readers also look for deliveries: a marked row may have some, an unmarked one never lacks them.
-- One statement, so that it waits for writers no longer than migrations in a transaction do.
do $$ begin set local lock_timeout = '500ms'; alter table event add column if not exists no_handler boolean; alter table event alter column no_handler set default true; end $$;
-- Events that were recorded before.
update event set no_handler = true where no_handler is null and duplicate_of is null and (discarded is null or handed_over is not null) and not exists (select from delivery d where d.message_id = event.message_id and d.ordinal = event.ordinal);
create index concurrently event_no_handler on event (message_id) where no_handler;
