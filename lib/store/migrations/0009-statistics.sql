-- Statements are planned once for a connection. What is planned while statistics know of a handful of
-- rows goes through whole indexes when there are many; without any, lookups by key are planned. So the
-- first statistics wait until there is something to count.
alter table message set (autovacuum_analyze_threshold = 5000);
alter table event set (autovacuum_analyze_threshold = 5000);
alter table delivery set (autovacuum_analyze_threshold = 5000);
alter table attempt set (autovacuum_analyze_threshold = 5000);
alter table lane set (autovacuum_analyze_threshold = 5000);
alter table subject set (autovacuum_analyze_threshold = 5000);
alter table identity set (autovacuum_analyze_threshold = 5000);
