import type pg from 'pg'
import { prepareEachUse } from '../support/prepare-each-use.ts'

/**
 * Gives the model's database a clock that only the model moves. With an offset to the real time, a
 * statement that comes late writes a due time that lies behind the model's next step.
 */
export async function replaceClock(pool: pg.Pool): Promise<void> {
  await pool.query(`
    create or replace function receiver_clock() returns timestamptz language sql stable as $$
      select current_setting('sf_event_receiver.model_time')::timestamptz
    $$`)
}

/** A pool whose database has the time of `now` during each use. */
export function withModelClock(pool: pg.Pool, now: () => number): pg.Pool {
  return prepareEachUse(pool, (client) =>
    client.query({
      name: 'set-model-time',
      text: `select set_config('sf_event_receiver.model_time', $1, false)`,
      values: [new Date(now()).toISOString()],
    }),
  )
}
