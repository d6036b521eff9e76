-- What lets others watch. Everything here only adds: the version before runs on beside it.

alter table message
  add traceparent text; -- W3C trace context under which it was recorded; null = it was not traced

-- What somebody has to be told, once for the installation. Codes, names of handlers and numbers: no person.
create table alert (
  id          uuid primary key,
  kind        text not null,
  about       text not null, -- what makes two of a kind different: a handler, a code
  handler     text,
  code        text,
  count       int not null,  -- the most that was seen of it
  opened_at   timestamptz not null,
  over_since  timestamptz,   -- it was not seen since; it ends after a while of that
  ended_at    timestamptz,
  told_at     timestamptz,   -- its beginning was told
  told_end_at timestamptz,
  due_at      timestamptz,   -- when something of it is to be told; null = nothing
  tries       int not null default 0 -- in vain, in a row
);
create unique index alert_open on alert (kind, about) where ended_at is null;
create index alert_due on alert (due_at) where due_at is not null;
