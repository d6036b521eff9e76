/** Most tables are empty after a test, and emptying one costs several files. */
export const EMPTY_TABLES = `do $$
  declare
    place text;
    has_rows boolean;
    filled text[] := '{}';
  begin
    for place in
      select format('%I.%I', schemaname, tablename) from pg_tables
      where schemaname = 'public' and tablename <> 'migration'
    loop
      execute format('select exists (select from %s)', place) into has_rows;
      if has_rows then filled := filled || place; end if;
    end loop;
    if cardinality(filled) > 0 then
      execute 'truncate ' || array_to_string(filled, ', ') || ' cascade';
    end if;
    for place in select format('%I.%I', schemaname, sequencename) from pg_sequences
      where schemaname = 'public' and last_value is not null
    loop
      execute format('alter sequence %s restart', place);
    end loop;
  end $$`
