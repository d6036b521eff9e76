-- The body that an operator repaired takes the place of the one that was sent, so that every reader, also of
-- the version before, gets the repaired form. The original stays here as long as its message: the version
-- before deletes messages without knowing of this table, so the database deletes the original with them.
create table original_body (
  message_id       uuid primary key references message (id) on delete cascade,
  body             bytea,         -- null = the repair did not change it
  body_key_id      uuid,          -- null = not encrypted
  content_type     text,
  content_encoding text,
  type_hint        text,
  hints            jsonb,
  problem          text,          -- code of why it could not be decoded
  action_id        uuid not null  -- who repaired it, when and why
);
create index original_body_action on original_body (action_id);
