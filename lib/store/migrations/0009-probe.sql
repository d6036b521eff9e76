-- A call without a body that was let in: that somebody gets through shows before the first event does.
-- It only adds: the version before runs on beside it.

create table probe (
  path text primary key,
  at   timestamptz not null -- of the last one, as far as it was written down
);
