-- concurrently
-- The items of one action in the order of their list: a page of an action with 100,000 items reads its own
-- rows only. action_item_action stays: the version before runs on beside it.
create index concurrently action_item_ordered on action_item (action_id, message_id, ordinal, handler_id, run);
