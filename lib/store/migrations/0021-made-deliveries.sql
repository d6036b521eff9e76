-- How many deliveries an action made: a backfill, a hand-over, and messages that were decoded later. It only
-- adds: the version before runs on beside it.
alter table action
  add deliveries int; -- null = it makes none, or a version before worked on it alone
