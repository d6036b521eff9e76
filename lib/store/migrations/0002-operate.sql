-- Retries that never lie, start dates, circuits, several versions side by side, and what an operator
-- does. docs/decisions/0006-lanes-that-are-operated.md explains the choices. Everything here only
-- adds: the version before runs on beside it.

-- All times that decide something come from here: the database's clock, which a test moves. Not the
-- transaction's: a claim may wait for a lock in the middle of one.
create function receiver_clock() returns timestamptz language sql stable as $$
  select statement_timestamp() + make_interval(secs =>
    coalesce(nullif(current_setting('sf_event_receiver.clock_offset_ms', true), '')::float8, 0) / 1000)
$$;

-- All at once, lanes first as recording does: whoever comes meanwhile waits there and holds nothing
-- that this waits for.
lock table lane, event, delivery, handler, instance in access exclusive mode;

alter table instance
  add ended_at timestamptz; -- it said goodbye; without it, silence tells

alter table handler
  add former_names text[] not null default '{}', -- a renamed handler keeps its row, and so its lanes
  add retired_at   timestamptz,                  -- no instance has it; it gets no new events
  add faults       bigint[] not null default '{}', -- subjects of the target faults in a row
  add opened_at    timestamptz,                  -- its circuit is open since
  add probe_at     timestamptz,                  -- when one attempt may try the target again
  add probes       int not null default 0,       -- probes in vain
  add allowance    float8,                       -- starts that the rate limit still allows; null = all
  add allowance_at timestamptz;

alter table lane
  -- A lane deleted by retention may come again: its fence must not start over.
  alter lease set default extract(epoch from now())::bigint,
  add head_position bigint,                   -- the delivery whose turn it is keeps it, whatever joins before it
  add head_state    text,                     -- 'retrying' or 'scheduled': why the lane is not due now
  add rewound       boolean not null default false, -- something joined before the head while its turn lasted
  add insertions    int not null default 0;   -- what joined elsewhere than at the end: an old snapshot can tell

alter table delivery
  add edit     int not null default 0, -- the edited form of the event that is in force; 0 = as it came
  add start_at timestamptz,            -- the start date that the handler named
  add note     text;                   -- why, in words: an operator's, or a handler's (masked)

-- Room between the positions of events for what takes a lane's next turn.
alter sequence event_position increment by 1024;

alter table event
  add search text; -- values of keys and params; emptied with the person. null = recorded before

-- Scheduled deliveries that let later events of their lane pass.
create table deferred_delivery (
  message_id uuid not null,
  ordinal    int not null,
  handler_id int not null,
  run        int not null,
  subject_id bigint not null,
  due_at     timestamptz not null,
  primary key (message_id, ordinal, handler_id, run)
);
create index deferred_delivery_due on deferred_delivery (due_at);
create index deferred_delivery_lane on deferred_delivery (handler_id, subject_id);

-- Deliveries that ended otherwise than completed: few, so that lists of them never search the many.
-- delivery.state itself is in no index: starts and retries stay on their page (HOT).
create table setback (
  state      text not null check (state in ('failed', 'skipped', 'cancelled')),
  message_id uuid not null,
  ordinal    int not null,
  handler_id int not null,
  run        int not null,
  primary key (state, message_id, ordinal, handler_id, run)
);

-- Messages whose recording instance did not know a registered handler.
create table fan_out (
  handler_id int not null,
  message_id uuid not null,
  position   bigint not null, -- of its first event: what stands behind it waits
  primary key (handler_id, message_id)
);
create index fan_out_position on fan_out (handler_id, position);

-- The memory of once(): an effect without an end is in doubt.
create table effect (
  message_id  uuid not null,
  ordinal     int not null,
  handler_id  int not null,
  run         int not null,
  edit        int not null,
  name        text not null,
  attempt     int not null,
  started_at  timestamptz not null,
  finished_at timestamptz,
  result      jsonb,
  primary key (message_id, ordinal, handler_id, run, edit, name)
);

-- An operator's form of an event; the original stays in the body of its message.
create table edited_event (
  message_id  uuid not null,
  ordinal     int not null,
  handler_id  int not null,
  run         int not null,
  edit        int not null,
  body        bytea not null, -- JSON of the event
  body_key_id uuid,           -- null = not encrypted
  primary key (message_id, ordinal, handler_id, run, edit)
);

-- What operators did: who, when, why, to what. Those for many are worked off by any instance.
create table action (
  id           uuid primary key,
  kind         text not null,
  filter       jsonb,                -- of what was meant; null = the one in action_item
  detail       jsonb,                -- what the kind needs, such as the handler's name
  reason       text,
  issuer       text not null,
  client_id    text not null,
  tenant       text not null,
  person       text,                 -- null = a client acted for itself
  requested_at timestamptz not null,
  state        text not null check (state in ('running', 'stopping', 'finished', 'stopped', 'failed')),
  matched      int,                  -- counted before it began
  done         int not null default 0,
  refused      int not null default 0, -- their state did not allow it
  position     jsonb,                -- how far it is
  problem      text,
  due_at       timestamptz,          -- when an instance must look: now, or the end of another's lease; null = ended
  leased_by    uuid,
  finished_at  timestamptz
);
create index action_due on action (due_at) where due_at is not null;

create table action_item (
  message_id uuid not null,
  ordinal    int not null,
  handler_id int not null,
  run        int not null,
  action_id  uuid not null,
  result     text not null, -- 'done', or the code of why not
  primary key (message_id, ordinal, handler_id, run, action_id)
);
create index action_item_action on action_item (action_id);

-- Nothing is elected: what must be done once for the installation is a row that an instance claims.
create table duty (
  name   text primary key,
  due_at timestamptz not null,
  place  jsonb -- how far it is
);

-- Calls that were not accepted. No body, no token, no person.
create table refusal (
  id         uuid primary key,
  refused_at timestamptz not null,
  path       text not null,
  status     int not null,
  code       text not null,
  issuer     text,
  client_id  text
);
