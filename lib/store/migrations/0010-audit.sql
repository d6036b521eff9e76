-- Who looked at whom, and logins that are used once. Everything here only adds: the version before
-- runs on beside it.

-- Whose values an action showed. The id of the subject alone: it stays when the subject is forgotten.
create table action_subject (
  subject_id bigint not null,
  action_id  uuid not null,
  primary key (subject_id, action_id)
);
create index action_subject_action on action_subject (action_id);

insert into action_subject (subject_id, action_id)
select e.subject_id, a.id
from action a join event e on e.message_id = (a.detail->>'messageId')::uuid
where a.kind = 'reveal'
union
select d.subject_id, a.id
from action a join delivery d on d.message_id = (a.detail->>'messageId')::uuid
where a.kind = 'reveal';

-- Logins that came back from the issuer: each comes back once, on whichever instance.
create table used_login (
  state      bytea primary key, -- SHA-256
  expires_at timestamptz not null
);
create index used_login_expires_at on used_login (expires_at);
