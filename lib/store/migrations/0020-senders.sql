-- Bodies in more forms than SOAP: what is needed to read them again, and which field chose the lane.
alter table message
  add hints    jsonb, -- needed to read the body beside its bytes: places of fields; null = nothing
  add warnings jsonb; -- codes of what was unusual about a message that was accepted; null = nothing

alter table event
  add subject_field text,   -- the field that the subject was read from; null = none, or recorded before
  add may_be_repeat boolean; -- it equals an earlier event without an id, but not the latest one
