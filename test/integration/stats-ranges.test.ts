import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { createAttemptCounts } from '../../lib/dispatch/attempt-counts.ts'
import type { EndedAttempt } from '../../lib/dispatch/run-lane.ts'
import { defineHandler, reject } from '../../lib/handler.ts'
import { createStatsJob } from '../../lib/jobs/count-stats.ts'
import { STATS_RANGES } from '../../lib/states.ts'
import { firstIdAt } from '../../lib/store/queries/id-time.ts'
import { deleteStatsSpans } from '../../lib/store/retention/delete-old-rows.ts'
import { addCounts, INSTALLATION } from '../../lib/store/stats/add-counts.ts'
import { aStartedDelivery } from '../support/a-started-delivery.ts'
import { startOperations, type TestOperations } from '../support/operations-bed.ts'
import { poolAfter } from '../support/retention-bed.ts'
import { createTestBed, type TestBed } from '../support/test-service.ts'

const MINUTE_MS = 60_000
const HOUR_MS = 60 * MINUTE_MS
const DAYS_OF_MINUTES = 1 / (24 * 60)
const EVENT_PATHS = ['/http/successfactors/events']

describe('numbers over time', () => {
  let bed: TestBed
  let on: TestOperations

  beforeAll(async () => {
    bed = await createTestBed()
    const instance = await bed.startInstance({
      handlers: {
        works: defineHandler({ on: '*', run: async () => undefined }),
        fails: defineHandler({
          on: '*',
          run: (event) => {
            if (event.key('userId') === 'bad') reject('no account')
          },
        }),
      },
    })
    for (const user of ['good', 'bad', 'other']) await instance.send([user])
    await bed.settled()
    // A process that stops leaves no counts behind.
    await instance.stop()
    await countUpTo(3)
    // Out of the spans that are not over yet, and far from all of these.
    await bed.db.query(
      `update stats_span set starts_at = starts_at - 30 * seconds * interval '1 second'`,
    )
    on = await startOperations(bed)
  })
  afterAll(async () => {
    await on?.stop()
    await bed.stop()
  })

  /** Runs the job as it would some minutes from now, when all messages are counted. */
  const countUpTo = async (minutes: number) => {
    const later = poolAfter(bed.database, minutes * DAYS_OF_MINUTES)
    const attempts = createAttemptCounts([], Date.now)
    const job = createStatsJob({ pool: later, eventPaths: EVENT_PATHS, attempts })
    await bed.db.query(`update job set due_at = now() - interval '1 day' where name = 'stats'`)
    let runs = 1
    while (await job.run()) runs += 1
    await later.end()
    return runs
  }
  const read = (path: string, query: object = {}) => on.read(path, query)
  const handlerOf = async (name: string, range = '24h') =>
    (await read('/stats/handlers', { range })).items.find(
      ({ handler }: { handler: string }) => handler === name,
    )

  it.each(STATS_RANGES)(
    'say for %s what came, what became of it and how long it took',
    async (range) => {
      const stats = await read('/stats', { range })
      expect(stats.total).toMatchObject({
        ...{ received: 3, refused: 0, attempts: 6, failedAttempts: 1, completed: 5, failed: 1 },
        ...{ waiting: 0, oldestSeconds: 0 },
      })
      expect(stats.total.doneMs.p95).toBeGreaterThanOrEqual(stats.total.doneMs.p50)
      expect(stats.before).toBeNull()
      expect(Date.parse(stats.lastRunAt)).toBeLessThanOrEqual(Date.now())
      const sum = (what: string) =>
        stats.points.reduce(
          (all: number, point: Record<string, number>) => all + (point[what] ?? 0),
          0,
        )
      expect([sum('received'), sum('attempts'), sum('failed')]).toEqual([3, 6, 1])
      const spans = new Set(
        stats.points.map(({ at }: { at: string }) => Date.parse(at) % (stats.seconds * 1_000)),
      )
      expect(spans).toEqual(new Set([0]))
    },
  )

  it('are known for each handler', async () => {
    expect((await handlerOf('fails')).total).toMatchObject({ attempts: 3, failedAttempts: 1 })
    const works = await handlerOf('works')
    expect(works).toMatchObject({
      total: { attempts: 3, failedAttempts: 0, runMs: { p95: expect.any(Number) } },
      before: null,
      lastRunAt: expect.any(String),
    })
    expect(Math.max(...works.attemptsPerMinute)).toBeGreaterThan(0)
    const { total } = await read('/stats', { handler: 'fails' })
    expect(total).toMatchObject({ received: 0, attempts: 3, failed: 1 })
    await on.get('/stats', { handler: 'unknown' }).expect(404)
    await on.get('/stats', { range: '2h' }).expect(400)
  })

  it('compare with the range before', async () => {
    const then = { handlerId: INSTALLATION, received: 90, waiting: 7, oldestSeconds: 40 }
    const at = new Date(Date.now() - 30 * HOUR_MS)
    await addCounts(bed.db, [then], at)
    await addCounts(bed.db, [{ ...then, received: 30, waiting: 3 }], at)
    const { before } = await read('/stats', { range: '24h' })
    // Only what was counted counts: one span of 15 minutes.
    expect(before).toMatchObject({
      received: 120,
      receivedPerMinute: 8,
      waiting: 7,
      oldestSeconds: 40,
    })
    expect((await read('/stats', { range: '7d' })).total.received).toBe(123)
    expect((await handlerOf('works')).before).toMatchObject({ attempts: 0, runMs: null })
  })

  it('count what waits, and how long the oldest has waited', async () => {
    const held = await bed.startInstance({
      handlers: { works: defineHandler({ on: '*', run: async () => undefined }) },
    })
    await on.post('/handlers/works/actions/hold').expect(200)
    for (const user of ['a', 'a', 'b']) await held.send([user])
    await held.stop()
    await countUpTo(10)
    const [sampled] = await bed.rows<{ waiting: number; oldest: number }>(
      `select waiting, oldest_seconds as oldest from stats_span
       where handler_id = ${INSTALLATION} and seconds = 60 order by starts_at desc limit 1`,
    )
    expect(sampled?.waiting).toBe(3)
    expect(sampled?.oldest).toBeGreaterThanOrEqual(600)
    await on.post('/handlers/works/actions/resume').expect(200)
  })

  it('catch up minute by minute with what came while no instance counted', async () => {
    const at = Date.now() - 6 * MINUTE_MS
    await bed.db.query(`update job set cursor = $1 where name = 'stats'`, [
      JSON.stringify({ countedTo: at }),
    ])
    expect(await countUpTo(0)).toBeGreaterThanOrEqual(6)
  })

  it('leave out of the time to completion deliveries that an operator or a start date delayed', async () => {
    const [row] = await bed.rows<{ messageId: string; handlerId: number }>(
      `select d.message_id as "messageId", h.id as "handlerId" from delivery d
       join handler h on h.id = d.handler_id where h.name = 'works' order by 1 limit 1`,
    )
    const { messageId, handlerId } = row as { messageId: string; handlerId: number }
    const handler = { id: handlerId, options: {} } as EndedAttempt['handler']
    const attempts = createAttemptCounts([handler], Date.now)
    const job = createStatsJob({ pool: bed.db, eventPaths: EVENT_PATHS, attempts })
    /** @returns how many slow deliveries are known by then */
    const completeAfter = async (ms: number) => {
      const delivery = { ...aStartedDelivery, messageId, handlerId, event: null }
      attempts.count({
        handler,
        durationMs: 5,
        settled: { held: true, spared: false, circuit: null },
        settlement: {
          delivery: { ...delivery, receivedAt: new Date(Date.now() - ms) },
          ...{ outcome: 'completed', next: { state: 'completed' }, countedAttempts: 1 },
          ...{ reasonCode: null, error: null, log: [], calls: [] },
          ...{ targetFault: false, startNext: false },
        },
      } as EndedAttempt)
      await job.flush()
      const [slow] = await bed.rows<{ slow: number }>(
        `select coalesce(sum(count), 0)::int as slow from stats_span,
           unnest(done_times) with ordinality as t (count, slot)
         where handler_id = ${handlerId} and seconds = 60 and slot > 32`,
      )
      return slow?.slow
    }
    expect(await completeAfter(2 * HOUR_MS)).toBe(1)
    await bed.db.query('update delivery set start_at = now() where message_id = $1', [messageId])
    expect(await completeAfter(2 * HOUR_MS)).toBe(1)
    await bed.db.query('update delivery set start_at = null where message_id = $1', [messageId])
    await bed.db.query(
      `insert into action_item (ordinal, handler_id, run, message_id, action_id, result)
       values (0, $1, 0, $2, $2, 'done')`,
      [handlerId, messageId],
    )
    expect(await completeAfter(2 * HOUR_MS)).toBe(1)
  })

  it('mark deployments, holds and open circuits', async () => {
    const start = (minutesAgo: number, version: string) => {
      const at = new Date(Date.now() - minutesAgo * MINUTE_MS)
      return bed.db.query(
        `insert into instance (id, role, version, handler_ids, started_at) values ($1, 'all', $2, '{}', $3)`,
        [firstIdAt(at), version, at],
      )
    }
    await start(50, '1.0.0')
    await start(40, '1.1.0')
    await start(39, '1.1.0')
    await bed.db.query(
      `insert into alert (opened_at, ended_at, count, id, kind, about, handler)
       values (now() - interval '30 minutes', now() - interval '20 minutes', 1, gen_random_uuid(), 'circuit',
         'fails', 'fails')`,
    )
    const { marks } = await read('/stats', { range: '24h' })
    expect(marks).toEqual([
      expect.objectContaining({ kind: 'deployment', version: '1.1.0', handler: null }),
      expect.objectContaining({ kind: 'circuit', handler: 'fails', until: expect.any(String) }),
      // The instances of this test.
      expect.objectContaining({ kind: 'deployment' }),
      expect.objectContaining({ kind: 'hold', handler: 'works', until: expect.any(String) }),
    ])
    const ofHandler = (await read('/stats', { range: '24h', handler: 'fails' })).marks
    expect(ofHandler.map(({ kind }: { kind: string }) => kind)).toEqual([
      ...['deployment', 'circuit', 'deployment'],
    ])
  })

  it('are deleted when no chart shows them any more', async () => {
    const kept = async () =>
      (
        await bed.rows<{ seconds: number }>(
          `select distinct seconds from stats_span where starts_at < now() - interval '3 hours' order by 1`,
        )
      ).map(({ seconds }) => seconds)
    await addCounts(bed.db, [{ handlerId: INSTALLATION }], new Date(Date.now() - 30 * HOUR_MS))
    expect(await kept()).toContain(60)
    await deleteStatsSpans(bed.db)
    expect(await kept()).toEqual([900, 7_200, 21_600])
    const long = poolAfter(bed.database, 61)
    await deleteStatsSpans(long)
    await long.end()
    expect(await bed.rows('select 1 from stats_span')).toEqual([])
  })
})
