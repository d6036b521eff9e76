-- concurrently
-- Keys of persons whose last message retention has deleted. They are destroyed when no backup holds it any more.
create table if not exists unused_key (
  key_id       uuid primary key,
  unused_since timestamptz not null
);
create index if not exists unused_key_since on unused_key (unused_since);
-- A key is destroyed only if no row names it.
create index concurrently if not exists subject_key_id on subject (key_id);
