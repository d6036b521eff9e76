import type pg from 'pg'
import { prepareEachUse } from './prepare-each-use.ts'

/** A pool whose database has the time of `now` at the start of each use. From there it goes on in real time. */
export function withClock(pool: pg.Pool, now: () => number): pg.Pool {
  return prepareEachUse(pool, (client) =>
    client.query({
      name: 'set-clock',
      text: `select set_config('sf_event_receiver.clock_offset_ms', $1, false)`,
      values: [String(now() - Date.now())],
    }),
  )
}
