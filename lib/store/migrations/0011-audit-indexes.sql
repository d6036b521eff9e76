-- concurrently
-- Records of reveals are kept longer than other actions: retention must not read them each time.
create index concurrently action_no_reveal on action (id) where kind <> 'reveal';
create index concurrently action_revealed_message on action ((detail->>'messageId')) where kind = 'reveal';
