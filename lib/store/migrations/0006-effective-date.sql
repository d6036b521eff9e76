-- When what an event tells takes effect, so that lists can say it without reading bodies. null = it
-- does not say, or was recorded before.
alter table event add effective_on date;
