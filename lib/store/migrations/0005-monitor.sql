-- What the monitor needs. Everything here only adds.

-- Somebody who is logged in at the page. The browser holds a random id; here stands its digest, and
-- what is sealed with the id itself, so that nobody who reads this table can use it.
create table session (
  id         bytea primary key, -- SHA-256
  sealed     text not null,
  created_at timestamptz not null,
  expires_at timestamptz not null
);
create index session_expires_at on session (expires_at);
