-- The tables of the service. docs/decisions/0003-data-model.md and 0006-lanes-that-are-operated.md give the reasons.
--
-- Columns of fixed width stand first, the widest alignment before the others: PostgreSQL pads between them.
-- Hot tables have no foreign keys: one statement writes parents and children together, and each check would cost
-- as much as the row. Keys of children start with the message id (UUIDv7), so that partitioning by id range can
-- come without new keys.
--
-- Texts that can describe a person are bytes. `key_id` names the key that encrypts the bytes of its row; null means
-- that they are not encrypted. A body that names several persons is encrypted by all their keys: the bytes list
-- them, and `key_id` names the key of the installation. Codes that statements compare or group by stand in columns
-- of their own. Digests are keyed hashes. The keys are in another store: docs/data-protection.md.

-- All times that decide something come from here: the database's clock, which a test moves. It is the clock of the
-- statement, not of the transaction: a claim may wait for a lock in the middle of one.
create function receiver_clock() returns timestamptz language sql stable as $$
  select statement_timestamp() + make_interval(secs =>
    coalesce(nullif(current_setting('sf_event_receiver.clock_offset_ms', true), '')::float8, 0) / 1000)
$$;

-- One row. It proves that the key store belongs to this database.
create table encryption (
  ledger_sequence bigint not null default 0, -- the last erasure of the ledger that was applied here
  only_row        boolean primary key default true check (only_row),
  key_check       bytea not null -- derived from the key of the installation, which is in the key store
);

-- Who takes part ---------------------------------------------------------------------------------------------------

create table caller (
  id            int generated always as identity primary key,
  first_seen_at timestamptz not null default now(),
  issuer        text not null,
  client_id     text not null,
  tenant        text not null,
  name          text, -- from the configuration
  unique (issuer, client_id, tenant)
);

-- One row for each started process. It recorded messages, ran attempts, and knew these handlers.
create table instance (
  started_at   timestamptz not null default now(),
  last_seen_at timestamptz not null default now(),
  ended_at     timestamptz, -- set by a clean stop; a crash shows by silence
  id           uuid primary key,
  role         text not null,
  version      text not null,
  handler_ids  int[] not null
);

create table handler (
  id                 int generated always as identity primary key,
  failed_probes      int not null default 0, -- in a row
  registered_at      timestamptz not null default now(),
  last_seen_at       timestamptz not null default now(),
  retired_at         timestamptz, -- no instance has it; it gets no new events
  hold_id            uuid,        -- the action that holds it; null = no operator holds it
  circuit_opened_at  timestamptz, -- null = its circuit is closed
  probe_at           timestamptz, -- when one attempt may try the target again
  rate_tokens        float8,      -- starts that the rate limit still allows; null = all
  rate_tokens_at     timestamptz,
  name               text not null unique,
  state              text not null default 'running' check (state in ('running', 'held')),
  former_names       text[] not null default '{}', -- a renamed handler keeps its row, and so its lanes
  faulty_subject_ids bigint[] not null default '{}', -- subjects of the target faults in a row
  definition         jsonb not null
);

-- The one row that holds the readable key of a person. Everything else refers to its id.
create table subject (
  id              bigint generated always as identity primary key,
  first_seen_at   timestamptz not null default now(),
  forgotten_at    timestamptz, -- no event of it is handed to a handler any more; null = not forgotten
  forgotten_until timestamptz, -- until then the digest tells new events of a forgotten person
  blocked_at      timestamptz, -- only Forget shows its data; null = not blocked
  destroy_at      timestamptz, -- of a blocked subject: SAP Data Privacy Integration may destroy it from then on
  key_digest      uuid not null, -- keyed hash: finds the row without reading the key
  key_id          uuid,
  forget_action   uuid,          -- the action that forgets it; null = none was requested
  company         text not null, -- empty = not known
  kind            text not null,
  legal_hold      bytea,         -- why it must not be forgotten, sealed; null = no hold
  key             bytea not null, -- sealed
  unique (company, kind, key_digest)
);
create index subject_key on subject (key_digest);
create index subject_destroy_at on subject (destroy_at) where destroy_at is not null;

-- What arrived ------------------------------------------------------------------------------------------------------

create table message (
  received_at       timestamptz not null,
  event_count       int not null,
  caller_id         int not null,
  id                uuid primary key,
  instance_id       uuid not null,
  duplicate_of      uuid,
  key_id            uuid,
  state             text not null check (state in ('recorded', 'undecodable')),
  correlation_id    text collate "C" not null, -- C: its index also finds beginnings
  traceparent       text, -- W3C trace context under which it was recorded; null = it was not traced
  company           text,
  content_type      text,
  content_encoding  text, -- of a body that is kept as it was sent because it could not be unzipped
  type_hint         text, -- the type that the address gave to a body that names none
  format            text,
  contract          text,
  type              text,
  external_event_id text collate "C",
  discarded         text, -- code of why no event of it counts, though it is no repeat; null = some event counts.
                          -- 'internal' = the service sent it to a handler of its own
  error_code        text, -- of an undecodable message
  hints             jsonb, -- places of fields, needed to read the body; null = none
  warnings          jsonb, -- codes of unusual details of a message that was accepted; null = none
  body              bytea not null
) with (toast_tuple_target = 8160); -- 1 to 3 KB bodies stay in the row: no second table, no compression
create index message_external_event_id on message (external_event_id) where external_event_id is not null;
create index message_correlation_id on message (correlation_id);
create index message_undecodable on message (id) where state = 'undecodable';
create index message_repeat on message (id) where duplicate_of is not null;
create index message_discarded on message (id) where discarded is not null;
-- Messages of the service itself; statistics subtract them.
create index message_internal on message (id) where discarded = 'internal';

-- The body as it was sent, after an operator repaired the message. `message` holds the repaired form, so that every
-- reader gets it. The database deletes the original with its message.
create table original_body (
  message_id       uuid primary key references message (id) on delete cascade,
  action_id        uuid not null, -- the repair
  key_id           uuid,
  content_type     text,
  content_encoding text,
  type_hint        text,
  error_code       text,
  hints            jsonb,
  body             bytea          -- null = the repair did not change it
);
create index original_body_action on original_body (action_id);

-- Steps of 1,024 leave room between the positions of events for what takes a lane's next turn.
create sequence event_position increment by 1024 cache 1;

-- The content of an event is read from the message's body.
create table event (
  position             bigint not null, -- taken after all lane locks of the batch are held
  subject_id           bigint not null,
  published_at         timestamptz,
  ordinal              int not null,
  duplicate_of_ordinal int,
  effective_on         date,    -- lists show it without reading bodies; null = the event does not say
  other_content        boolean not null, -- its id is known with other content
  may_be_repeat        boolean not null default false, -- it equals an earlier event without an id, but not the latest one
  no_handler           boolean, -- no handler took it when it was recorded
  message_id           uuid not null,
  duplicate_of         uuid,    -- the message that brought the same event first
  handed_over          uuid,    -- the action by which an operator handed a discarded event over
  event_id             text,
  type                 text,
  entity_type          text,
  subject_field        text,    -- the field that the subject was read from; null = none
  discarded            text,    -- code of why it was handed to nobody, though it is no repeat; null = it counts.
                                -- 'internal' = an entry for a handler of the service itself
  search               bigint[], -- keyed hashes of words of its keys and parameters; emptied with the person
  content              bytea,   -- only where the body names several persons: sealed by the key of its own person
  primary key (message_id, ordinal)
);
create index event_subject on event (subject_id, position);
create index event_event_id on event (event_id) where event_id is not null;
-- Sorts and filters by effective day. An entry costs 1 % of the log of an event.
create index event_effective on event (effective_on, message_id) where effective_on is not null;
create index event_discarded on event (message_id) where discarded is not null and handed_over is null;
-- Readers also look for deliveries: a marked event may have some, an unmarked one never lacks them.
create index event_no_handler on event (message_id) where no_handler;

-- How repeats are found ---------------------------------------------------------------------------------------------

-- First holder of an identity; its keyed hash is cut to 128 bits to fit a uuid. A table of its own, since uniqueness must
-- span all messages while `message` may be partitioned.
create table identity (
  valid_until timestamptz, -- null = as long as the row lives
  ordinal     int not null,
  id          uuid primary key,
  content     uuid not null,
  message_id  uuid not null
);

-- The same id with other content: recorded, flagged, and a repeat when it comes again.
create table identity_variant (
  ordinal    int not null,
  id         uuid not null,
  content    uuid not null,
  message_id uuid not null,
  primary key (id, content)
);

-- The latest records without an id of each lane: a record is a repeat only of the latest one.
create table latest_record (
  received_at timestamptz not null default now(),
  id          uuid primary key, -- digest of scope and lane; without a key of scope and type
  content     uuid,             -- of the records that one message brought to the lane; null = just locked
  message_id  uuid,
  ordinals    int[],            -- their places in that message
  recent      uuid[] not null default '{}', -- contents before it, the latest last
  recent_at   timestamptz[] not null default '{}'
);
create index latest_record_received on latest_record (received_at);

-- When senders that count last brought events of the types for which configuration names them.
create table counted_type (
  seen_at timestamptz not null, -- behind by a minute at most
  company text not null,        -- empty = not known
  type    text not null,
  primary key (company, type)
);

-- Lanes and deliveries ----------------------------------------------------------------------------------------------

-- No fill factor: each update changes due_at, so none stays on its page without a new index entry.
create table lane (
  subject_id       bigint not null,
  settled_position bigint not null default 0, -- all up to here is settled; the head is the first behind it that holds a place
  head_position    bigint,      -- the delivery whose turn it is keeps it, whatever joins before it
  lease            bigint not null default extract(epoch from now())::bigint, -- the fence. A lane that retention deleted may come again: its fence must not start over
  due_at           timestamptz, -- when a claim must look: now, a retry, the end of a lease; null = nothing to do
  published_at     timestamptz, -- latest publication time recorded in the lane
  published_before timestamptz, -- the same, before the last recording
  handler_id       int not null,
  waiting          int not null, -- deliveries that hold a place, the head included: a counter, never counted
  version          int not null default 0, -- grows with each change other than a join at the end: an old snapshot can tell
  rewound          boolean not null default false, -- something joined before the head while its turn lasted
  ends             boolean not null default false, -- its subject is being forgotten: the running attempt is the last
  leased_by        uuid,
  status           text not null default 'open' check (status in ('open', 'parked')),
  head_state       text, -- 'retrying' or 'scheduled': why the lane is not due now
  primary key (handler_id, subject_id)
);
create index lane_due on lane (handler_id, due_at) where due_at is not null;
create index lane_parked on lane (handler_id) where status = 'parked';

-- Room for the versions of a delivery on its own page. Measured with two updates each: with 80, 74 % of them stayed on
-- the page, with 70, 82 %; the table was no larger. A column that changes with each start and end is in no index.
create table delivery (
  position         bigint not null,
  subject_id       bigint not null,
  lease            bigint,      -- the lane's lease under which it runs; this and the next two are null unless it runs
  started_at       timestamptz,
  due_at           timestamptz,
  start_at         timestamptz, -- the start date that the handler named
  settled_at       timestamptz,
  ordinal          int not null,
  handler_id       int not null,
  run              int not null default 0, -- 0 = the first; re-runs count up
  attempts_started int not null default 0, -- abandoned ones included: the number of the last
  counted_attempts int not null default 0, -- those that count against the retry limit
  abandoned        int not null default 0, -- in a row
  edit             int not null default 0, -- the edited form of the event that is in force; 0 = as it came
  holds_place      boolean not null, -- in its lane (a parked head is failed and holds its place)
  late             boolean not null, -- published before one that was already recorded in its lane
  message_id       uuid not null,
  started_by       uuid,        -- the instance that runs it
  key_id           uuid,
  state            text not null check (state in
    ('waiting', 'scheduled', 'running', 'retrying', 'completed', 'failed', 'skipped', 'cancelled')),
  reason_code      text,        -- why it failed, was skipped or cancelled
  comment          bytea,       -- the same in the words of an operator, or of a handler (masked)
  primary key (message_id, ordinal, handler_id, run)
) with (fillfactor = 70);
-- Not partial: a change of state then touches no indexed column and stays on its page (HOT).
create index delivery_lane on delivery (handler_id, subject_id, position);

-- Scheduled deliveries that let later events of their lane pass.
create table deferred_delivery (
  subject_id bigint not null,
  due_at     timestamptz not null,
  ordinal    int not null,
  handler_id int not null,
  run        int not null,
  message_id uuid not null,
  primary key (message_id, ordinal, handler_id, run)
);
create index deferred_delivery_due on deferred_delivery (due_at);
create index deferred_delivery_lane on deferred_delivery (handler_id, subject_id);

-- Deliveries that ended otherwise than completed: few, so that lists of them never search the many.
create table unsuccessful_delivery (
  ordinal    int not null,
  handler_id int not null,
  run        int not null,
  message_id uuid not null,
  state      text not null check (state in ('failed', 'skipped', 'cancelled')),
  primary key (state, message_id, ordinal, handler_id, run)
);

-- Messages that some registered handler still has to get: the instance that recorded them did not know it.
create table pending_fan_out (
  position   bigint not null, -- of its first event: deliveries behind it wait
  handler_id int not null,
  message_id uuid not null,
  primary key (handler_id, message_id)
);
create index pending_fan_out_position on pending_fan_out (handler_id, position);

-- Written once, when the attempt ends; its rows never change. Until then its start stands in the delivery.
create table attempt (
  lease       bigint not null,
  started_at  timestamptz not null,
  ended_at    timestamptz not null,
  ordinal     int not null,
  handler_id  int not null,
  run         int not null,
  number      int not null,
  log_lines   int,   -- null = none
  message_id  uuid not null,
  instance_id uuid not null,
  error_cause uuid,  -- keyed hash of the error's message with each number as #: finds those that failed for the same cause
  key_id      uuid,
  outcome     text not null check (outcome in ('completed', 'retry', 'rejected', 'timed-out', 'abandoned', 'released')),
  error_code  text,
  error       bytea, -- these three are masked JSON; null = none
  log         bytea,
  calls       bytea, -- in their order
  primary key (message_id, ordinal, handler_id, run, number)
);

-- The memory of once(): an effect without an end is in doubt.
create table effect (
  started_at  timestamptz not null,
  finished_at timestamptz,
  ordinal     int not null,
  handler_id  int not null,
  run         int not null,
  edit        int not null,
  attempt     int not null,
  message_id  uuid not null,
  key_id      uuid,
  name        text not null,
  result      bytea, -- JSON; null = nothing was returned
  primary key (message_id, ordinal, handler_id, run, edit, name)
);

-- An operator's form of an event; the original stays in the body of its message.
create table edited_event (
  ordinal    int not null,
  handler_id int not null,
  run        int not null,
  edit       int not null,
  message_id uuid not null,
  key_id     uuid,
  body       bytea not null, -- JSON of the event
  primary key (message_id, ordinal, handler_id, run, edit)
);

-- Actions of operators ----------------------------------------------------------------------------------------------

-- Who did what, when, why, to what. Any instance carries out those for many.
create table action (
  requested_at timestamptz not null,
  due_at       timestamptz, -- when an instance must look: now, or the end of another's lease; null = ended
  finished_at  timestamptz,
  matched      int,         -- counted before it began
  done         int not null default 0,
  refused      int not null default 0, -- their state did not allow it
  deliveries   int,         -- that a backfill, a hand-over or a decoding made; null = it makes none
  id           uuid primary key,
  leased_by    uuid,
  key_id       uuid,
  kind         text not null,
  state        text not null check (state in ('running', 'stopping', 'finished', 'stopped', 'failed')),
  error_code   text,
  issuer       text not null,
  client_id    text not null,
  tenant       text not null,
  person       text,        -- null = a client acted for itself
  author       uuid not null generated always as (
    md5(issuer || chr(10) || client_id || chr(10) || tenant || chr(10) || coalesce(person, ''))::uuid) stored,
  filter       jsonb,       -- ids, codes and keyed hashes that choose what is meant; null = the items in action_item
  detail       jsonb,       -- ids, names and codes that the kind needs, such as the handler's name
  cursor       jsonb,       -- where the next batch begins
  comment      bytea,       -- why
  changes      bytea        -- new values of an edit for many: JSON
);
create index action_author on action (author, id);
create index action_kind on action (kind, id);
create index action_due on action (due_at) where due_at is not null;
-- Reveals are kept longer than other actions: retention must not read them each time.
create index action_no_reveal on action (id) where kind <> 'reveal';
create index action_revealed_message on action ((detail->>'messageId')) where kind = 'reveal';

create table action_item (
  ordinal    int not null,
  handler_id int not null,
  run        int not null,
  message_id uuid not null,
  action_id  uuid not null,
  result     text not null, -- 'done', or the code of why not
  primary key (message_id, ordinal, handler_id, run, action_id)
);
-- The items of one action in the order of their list: a page of an action with 100,000 items reads its own rows only.
create index action_item_ordered on action_item (action_id, message_id, ordinal, handler_id, run);

-- Subjects whose values an action showed. The id alone: it stays when the subject is forgotten.
create table action_subject (
  subject_id bigint not null,
  action_id  uuid not null,
  primary key (subject_id, action_id)
);
create index action_subject_action on action_subject (action_id);

-- What a person keeps in the monitor. References only, such as codes, names of handlers and ids: nothing that the
-- person typed.
create table kept_reference (
  kept_at   timestamptz not null,
  owner     uuid not null, -- digest of issuer and person
  id        uuid not null, -- digest of kind and reference
  kind      text not null check (kind in ('view', 'message', 'subject')),
  reference text not null, -- an id, or the filter of a view as JSON
  primary key (owner, id)
);

-- The signed report of each erasure: codes, counts and ids.
create table erasure_report (
  signed_at  timestamptz not null,
  kept_until timestamptz not null,
  action_id  uuid primary key,
  report     text not null -- JWS
);
create index erasure_report_kept on erasure_report (kept_until);

-- Messages that tell handlers of an erasure, each with its own key: it is destroyed when the last delivery has ended.
create table forget_notice (
  message_id uuid primary key,
  key_id     uuid not null
);

-- Once for the installation -----------------------------------------------------------------------------------------

-- There is no leader election: a periodic job is a row that an instance claims.
create table job (
  due_at timestamptz not null,
  name   text primary key,
  cursor jsonb -- where the next part begins
);

-- Messages whose period is over while something of them waits. Retention looks at them again; for the longest period
-- it needs no list.
create table overdue_message (
  message_id uuid primary key
);

-- Codes, names of handlers and numbers: no person.
create table alert (
  opened_at       timestamptz not null,
  absent_since    timestamptz, -- it ends after a while without the condition
  ended_at        timestamptz,
  notified_at     timestamptz, -- of its beginning
  end_notified_at timestamptz,
  due_at          timestamptz, -- when a notice must be sent; null = none
  count           int not null, -- the most that was seen of it
  failed_notices  int not null default 0, -- in a row
  id              uuid primary key,
  kind            text not null,
  about           text not null, -- tells two alerts of a kind apart: a handler, a code
  handler         text,
  code            text
);
create unique index alert_open on alert (kind, about) where ended_at is null;
create index alert_due on alert (due_at) where due_at is not null;
create index alert_ended on alert (ended_at) where ended_at is not null;

-- Trust -------------------------------------------------------------------------------------------------------------

-- The last good keys of each issuer, for a restart while it is away. Public keys, no secrets. Anyone who can write
-- here can forge tokens; anyone who can write in this database can forge events as well.
create table issuer_keys (
  served_at timestamptz not null,
  source    text primary key, -- where they are fetched
  document  jsonb not null    -- a JWK set
);

-- Calls that were not accepted, with the required change. No body, no token, no person.
create table refusal (
  refused_at         timestamptz not null,
  until_at           timestamptz, -- of the last one that is counted here; null = there is one
  status             int not null,
  calls              int not null default 1,
  id                 uuid primary key,
  message_id         uuid,        -- it was kept, undecodable
  path               text not null,
  code               text not null,
  method             text,
  company            text,
  advice             text,
  issuer             text,
  client_id          text,
  tenant             text,
  correlation_id     text,
  authorization_kind text,        -- 'none', 'basic', 'bearer' or 'other'; null = no call to the ingest path
  caller_address     text,        -- IP address of a call to the ingest path
  scopes             text[],
  scopes_wanted      text[],
  claimed            jsonb        -- claims of a token that was not verified
);

-- Causes of refusals that an operator has seen.
create table seen_refusal (
  until     timestamptz not null, -- refusals of the cause up to here were seen
  seen_at   timestamptz not null default now(),
  cause     text primary key,     -- digest of what calls of one cause have in common
  issuer    text not null,        -- who marked it
  client_id text not null,
  tenant    text not null,
  person    text                  -- null = a client acted for itself
);
create index seen_refusal_until on seen_refusal (until);

-- When each client was admitted last.
create table admitted_client (
  last_at   timestamptz not null, -- behind by a minute at most
  issuer    text not null,
  client_id text not null,
  primary key (issuer, client_id)
);

-- An admitted call without a body shows that a sender gets through before the first event comes.
create table empty_call (
  last_at timestamptz not null, -- behind by a minute at most
  path    text primary key
);

-- Logins at the page. The browser holds a random id. Its digest stands here, with tokens that are encrypted by the id
-- itself: a reader of this table cannot use them.
create table session (
  created_at timestamptz not null,
  expires_at timestamptz not null,
  id         bytea primary key, -- SHA-256
  sealed     text not null
);
create index session_expires_at on session (expires_at);

-- Logins that came back from the issuer: each is accepted once, on whichever instance.
create table used_login (
  expires_at timestamptz not null,
  state      bytea primary key -- SHA-256
);
create index used_login_expires_at on used_login (expires_at);
