import { DIVISIONS } from '../../../lib/store/stats/stats-spans.ts'
import type { Filling } from './filling.ts'

/** Numbers for all charts: each range, and the range before, for the installation and each handler. */
export function statsOf({ finished }: Filling): string {
  const divisions = Object.values(DIVISIONS).map(
    ({ seconds, spans }) => `(${seconds}, ${2 * spans})`,
  )
  const received = `(${Math.max(finished, 1)}::bigint * seconds / extract(epoch from interval '60 days'))::int`
  return `
    insert into stats_span (starts_at, last_run_at, handler_id, seconds, received, attempts, failed_attempts,
      completed, failed, waiting, oldest_seconds, run_times, done_times)
    select starts_at, starts_at + interval '1 second', h.id, seconds, case when h.id = 0 then ${received} else 0 end,
      ${received}, ${received} / 400, ${received}, ${received} / 400, 10, 1,
      array_fill(${received} / 16, array[16]), array_fill(${received} / 24, array[24])
    from (values ${divisions}) as d (seconds, spans),
      lateral (select to_timestamp(floor(extract(epoch from now()) / seconds) * seconds)
        - n * seconds * interval '1 second' as starts_at from generate_series(0, spans) n) s,
      (select id from handler union all select 0) h
    on conflict do nothing`
}
