-- What the receiver trusts and what it refuses. Everything here only adds.

alter table caller
  add name text; -- what the configuration calls it

-- The last good keys of each issuer, for a restart while it is away. Public keys, no secrets; whoever
-- can write here can forge tokens, as whoever can write anywhere in this database can forge events.
create table issuer_keys (
  source    text primary key, -- where they are fetched
  document  jsonb not null,   -- a JWK set
  served_at timestamptz not null
);

-- A refusal says what to change. Claims of a token that was not proved are marked as claimed; no
-- token, no body, no person.
alter table refusal
  add until_at       timestamptz, -- of the last one that is counted here; null = there is one
  add calls          int not null default 1,
  add method         text,
  add company        text,
  add advice         text,
  add tenant         text,
  add scopes         text[],
  add scopes_wanted  text[],
  add claimed        jsonb,       -- of a token that nobody vouches for
  add correlation_id text,
  add message_id     uuid;        -- it was kept, undecodable
