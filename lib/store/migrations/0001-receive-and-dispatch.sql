-- What a call leaves behind, and what happens to it. docs/decisions/0003-data-model.md explains the choices.
-- Hot tables carry no foreign keys: their rows are written together by one statement, and each
-- check would cost as much as the row. Children carry the message id first in their keys, so that
-- partitioning by id range (UUIDv7) can come without new keys.

create table caller (
  id         int generated always as identity primary key,
  issuer     text not null,
  client_id  text not null,
  tenant     text not null,
  first_seen_at timestamptz not null default now(),
  unique (issuer, client_id, tenant)
);

-- One row per started process: who recorded a message, who ran an attempt, which handlers it knew.
create table instance (
  id           uuid primary key,
  role         text not null,
  version      text not null,
  handler_ids  int[] not null,
  started_at   timestamptz not null default now(),
  last_seen_at timestamptz not null default now()
);

create table handler (
  id            int generated always as identity primary key,
  name          text not null unique,
  state         text not null default 'running' check (state in ('running', 'held', 'open')),
  definition    jsonb not null,
  registered_at timestamptz not null default now(),
  last_seen_at  timestamptz not null default now()
);

-- The one row that holds the readable key of a person; everything else refers to its id.
create table subject (
  id            bigint generated always as identity primary key,
  company       text not null, -- empty where it is not known
  kind          text not null,
  key           text not null,
  first_seen_at timestamptz not null default now(),
  unique (company, kind, key)
);

create table message (
  id                uuid primary key,
  received_at       timestamptz not null,
  state             text not null check (state in ('recorded', 'undecodable')),
  event_count       int not null,
  company           text,
  caller_id         int not null,
  instance_id       uuid not null,
  correlation_id    text not null,
  content_type      text,
  content_encoding  text, -- of a body that is kept as it was sent because it could not be unzipped
  type_hint         text, -- the type that the address gave to a body that names none
  format            text,
  contract          text,
  type              text,
  external_event_id text,
  duplicate_of      uuid,
  problem           text, -- code of why it could not be decoded
  body              bytea not null,
  body_key_id       uuid  -- null = not encrypted
) with (toast_tuple_target = 8160); -- 1 to 3 KB bodies stay in the row: no second table, no compression

create sequence event_position cache 1;

create table event (
  message_id     uuid not null,
  ordinal        int not null,
  position       bigint not null, -- taken after all lane locks of the batch are held
  subject_id     bigint not null,
  event_id       text,
  type           text,
  entity_type    text,
  published_at   timestamptz,
  duplicate_of   uuid,            -- the message that brought the same event first
  duplicate_of_ordinal int,
  other_content  boolean not null, -- its id is known with other content
  primary key (message_id, ordinal)
); -- what it says is read from the message's body: keys of a person stand there and in no other row
create index event_subject on event (subject_id, position);

-- First holder of an identity; its digest is cut to 128 bits to fit a uuid.
create table identity (
  id          uuid primary key,
  content     uuid not null,
  message_id  uuid not null,
  ordinal     int not null,
  valid_until timestamptz -- null = as long as the row lives
);

-- The same id with other content: recorded, flagged, and a repeat when it comes again.
create table identity_variant (
  id          uuid not null,
  content     uuid not null,
  message_id  uuid not null,
  ordinal     int not null,
  primary key (id, content)
);

create table lane (
  handler_id       int not null,
  subject_id       bigint not null,
  status           text not null default 'open' check (status in ('open', 'parked')),
  waiting          int not null,        -- open deliveries, the head included: a counter, never counted
  settled_position bigint not null default 0, -- all up to here is settled; the head is the first open one behind it
  due_at           timestamptz,         -- when somebody must look: now, a retry, the end of a lease; null = nothing to do
  lease            bigint not null default 0, -- the fence: grows with every claim
  leased_by        uuid,
  published_at     timestamptz,         -- latest publication time recorded in the lane
  published_before timestamptz,         -- the same, before the last recording
  primary key (handler_id, subject_id)
) with (fillfactor = 80);
create index lane_due on lane (handler_id, due_at) where due_at is not null;
create index lane_parked on lane (handler_id) where status = 'parked';

create table delivery (
  message_id  uuid not null,
  ordinal     int not null,
  handler_id  int not null,
  run         int not null default 0, -- 0 = the first; re-runs count up
  subject_id  bigint not null,
  position    bigint not null,
  state       text not null check (state in
    ('waiting', 'scheduled', 'running', 'retrying', 'completed', 'failed', 'skipped', 'cancelled')),
  open        boolean not null,       -- it holds its place in the lane (a parked head is failed and open)
  late        boolean not null,       -- published before one that was already recorded in its lane
  attempts    int not null default 0, -- all, abandoned ones included: the number of the last
  tries       int not null default 0, -- those that count against the retry limit
  abandoned   int not null default 0, -- in a row
  due_at      timestamptz,
  settled_at  timestamptz,
  reason      text,                   -- code of why it failed, was skipped or cancelled
  primary key (message_id, ordinal, handler_id, run)
) with (fillfactor = 80);
-- Not partial on purpose: a change of state then touches no indexed column and stays on its page (HOT).
create index delivery_lane on delivery (handler_id, subject_id, position);

create table attempt (
  message_id  uuid not null,
  ordinal     int not null,
  handler_id  int not null,
  run         int not null,
  number      int not null,
  lease       bigint not null,
  instance_id uuid not null,
  started_at  timestamptz not null default now(),
  ended_at    timestamptz,
  outcome     text check (outcome in ('completed', 'retry', 'rejected', 'timed-out', 'abandoned', 'released')),
  error       jsonb, -- masked
  log         jsonb, -- masked
  primary key (message_id, ordinal, handler_id, run, number)
) with (fillfactor = 80);
