import type pg from 'pg'
import { prepareEachUse } from './prepare-each-use.ts'

/** A pool whose database has the time of `now` since the first use after each change of it. */
export function withClock(pool: pg.Pool, now: () => number): pg.Pool {
  let set: number | null = null
  let offsetMs = 0
  return prepareEachUse(pool, (client) => {
    // A second use continues from the first one: the clock never goes back.
    if (now() !== set) {
      set = now()
      offsetMs = set - Date.now()
    }
    return client.query({
      name: 'set-clock',
      text: `select set_config('sf_event_receiver.clock_offset_ms', $1, false)`,
      values: [String(offsetMs)],
    })
  })
}
