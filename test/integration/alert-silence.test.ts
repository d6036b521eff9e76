import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { readConfig } from '../../lib/config/read-config.ts'
import { createAlertWatch } from '../../lib/jobs/alerts/watch.ts'
import { createPool, type Pool } from '../../lib/store/db/database.ts'
import { withClock } from '../support/moved-clock.ts'
import { sendEvents } from '../support/send-events.ts'
import { createTestBed, type TestBed, type TestInstance } from '../support/test-service.ts'

const HOUR_MS = 3_600_000
const { alerts, application } = readConfig({})

describe('the alert of silence, as it is by default', () => {
  let bed: TestBed
  let instance: TestInstance
  let pool: Pool
  let at: number
  const opened: string[] = []
  const ended: string[] = []
  beforeAll(async () => {
    bed = await createTestBed()
    // One handler takes all events, because an event without a handler opens another alert.
    const handlers = { journal: { on: '*', run: () => undefined } }
    // It records and leaves the alerts alone.
    instance = await bed.startInstance({ handlers, environment: { ROLE: 'ingest' } })
    pool = createPool(
      { kind: 'socket', ...bed.database.connection },
      { name: 'watch', max: 4, pipeline: true, onError: () => undefined },
    )
  })
  afterAll(async () => {
    await pool.end()
    await bed.stop()
  })

  /** Looks three times, a minute apart, so many hours from now. */
  async function lookIn(hours: number): Promise<void> {
    const watch = createAlertWatch({
      application,
      origin: 'https://events.example.com',
      eventPaths: [],
      pool: withClock(pool, () => at),
      limits: alerts,
      send: null,
      onOpened: ({ kind }) => opened.push(kind),
      onEnded: ({ kind }) => ended.push(kind),
      onNoticeFailed: (error) => {
        throw error
      },
    })
    for (let minute = 1; minute <= 3; minute += 1) {
      at = Date.now() + hours * HOUR_MS + minute * 60_000
      await bed.db.query(`update job set due_at = '-infinity' where name = 'alerts'`)
      await watch()
    }
  }

  it('does not open before a first event: no subscription may be active yet', async () => {
    await lookIn(30 * 24)
    expect(opened).toEqual([])
  })

  it('lets a weekend pass', async () => {
    await sendEvents(instance, await bed.token(), ['20001'])
    await lookIn(71)
    expect(opened).toEqual([])
  })

  it('opens once after three days, in time for the sixth', async () => {
    for (const hours of [72, 96, 120, 144]) await lookIn(hours)
    expect(opened).toEqual(['silence'])
  })

  it('goes on when retention has deleted the last message', async () => {
    await bed.db.query('delete from message')
    await lookIn(91 * 24)
    expect([opened, ended]).toEqual([['silence'], []])
  })

  it('is over with the next event', async () => {
    await sendEvents(instance, await bed.token(), ['20002'])
    await lookIn(0)
    expect([opened, ended]).toEqual([['silence'], ['silence']])
  })
})
