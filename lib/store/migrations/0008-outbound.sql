-- What an attempt called. It only adds: the version before runs on beside it.

alter table attempt
  add calls jsonb; -- in their order, masked; null = none
