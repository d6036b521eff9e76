-- Numbers for the charts of the monitor: one row for each span of time and handler. Processes count in memory and add
-- their counts every few seconds, so no event writes a row or an index entry here. No names, texts or ids of persons.
-- Each range of the charts has its own length of spans. Retention deletes the spans that no range shows any more.
create table stats_span (
  starts_at       timestamptz not null,
  last_run_at     timestamptz, -- end of the latest attempt; null = none
  handler_id      int not null, -- 0 = the installation
  seconds         int not null, -- length
  received        int not null default 0, -- messages; of the installation only, as the next
  refused         int not null default 0, -- calls
  attempts        int not null default 0,
  failed_attempts int not null default 0,
  completed       int not null default 0, -- deliveries, as the next
  failed          int not null default 0,
  waiting         int, -- the most that waited at a time; null = nobody looked
  oldest_seconds  int, -- the longest that one of them had waited
  run_times       int[] not null default '{}', -- attempts by their duration, see duration-counts.ts
  done_times      int[] not null default '{}', -- completed deliveries by the time since their receipt
  primary key (handler_id, seconds, starts_at)
) with (fillfactor = 70); -- updates stay on their page
