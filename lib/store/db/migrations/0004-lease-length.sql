-- Length of the instance's leases; null = not known, registered by an earlier version. Claims with an installation-wide
-- limit read fewer leases if no instance has shorter ones than theirs.
alter table instance add column if not exists lease_ms int;
