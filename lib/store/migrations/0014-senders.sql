-- Bodies in more forms than SOAP: what is needed to read them again, and which field chose the lane.
alter table message
  add hints    jsonb, -- needed to read the body beside its bytes: places of fields; null = nothing
  add warnings jsonb; -- codes of what was unusual about a message that was accepted; null = nothing

alter table event
  add subject_field text,   -- the field that the subject was read from; null = none, or recorded before
  add may_be_repeat boolean; -- it equals an earlier event without an id, but not the latest one

-- The latest records without an id of each lane: a record is a repeat only of the latest one.
create table latest_record (
  id          uuid primary key, -- digest of scope and lane; without a key of scope and type
  content     uuid,             -- of the records that one message brought to the lane; null = just locked
  message_id  uuid,
  ordinals    int[],            -- their places in that message
  received_at timestamptz not null default now(),
  recent      uuid[] not null default '{}',        -- contents before it, the latest last
  recent_at   timestamptz[] not null default '{}'
);
create index latest_record_received on latest_record (received_at);
