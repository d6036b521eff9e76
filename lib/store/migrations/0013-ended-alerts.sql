-- concurrently
create index concurrently alert_ended on alert (ended_at) where ended_at is not null;
