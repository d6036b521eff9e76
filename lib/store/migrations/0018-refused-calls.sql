-- What helps to find the sender of a refused call, which causes somebody has seen, and when each client
-- was let in last. It only adds: the version before runs on beside it.
alter table refusal
  add authorization_kind text, -- 'none', 'basic', 'bearer' or 'other'; null = recorded before, or no call to the ingest path
  add caller_address     text; -- IP address of a call to the ingest path

create table seen_refusal (
  cause   text primary key,     -- digest of what calls of one cause have in common
  until   timestamptz not null, -- refusals of the cause up to here were seen
  seen_at timestamptz not null default now(),
  issuer    text not null,      -- who marked it
  client_id text not null,
  tenant    text not null,
  person    text                -- null = a client acted for itself
);
create index seen_refusal_until on seen_refusal (until);

create table admitted_client (
  issuer    text not null,
  client_id text not null,
  at        timestamptz not null, -- of its last call that was let in, as far as it was written down
  primary key (issuer, client_id)
);
