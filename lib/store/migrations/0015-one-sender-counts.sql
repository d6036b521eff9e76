-- Events of a sender that does not count for their type. Everything here only adds.
alter table message
  add discarded text; -- code of why nothing of it counts, though it is no repeat; null = something does

alter table event
  add discarded   text, -- code of why it was handed to nobody, though it is no repeat; null = it counts
  add handed_over uuid; -- the action by which an operator handed it over all the same

-- When senders that count last brought events of the types for which configuration names them.
create table counted_type (
  company text not null, -- empty where it is not known
  type    text not null,
  seen_at timestamptz not null, -- behind by a minute at most
  primary key (company, type)
);
