import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals'
import { settledOrTimeout } from '../support/eventually.ts'
import { readDeliveries } from '../support/read-deliveries.ts'
import { type RecordingTarget, startRecordingTarget } from '../support/recording-target.ts'
import { createTestBed, type TestBed, type TestInstance } from '../support/test-service.ts'

const USERS = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h']

describe('a pause that SuccessFactors asks for', () => {
  let bed: TestBed
  let instance: TestInstance
  let successfactors: RecordingTarget
  let status = 429

  beforeAll(async () => {
    bed = await createTestBed()
    successfactors = await startRecordingTarget((_call, response) => {
      response.writeHead(status, { 'retry-after': '300' })
      response.end('{"d":{"userId":"a","status":"t"}}')
    })
  })
  afterAll(async () => {
    await successfactors.close()
    await bed.stop()
  })
  beforeEach(async () => {
    await bed.reset()
    const entry = { url: successfactors.url, authentication: 'NoAuthentication' }
    instance = await bed.startInstance({
      environment: { DESTINATIONS: JSON.stringify({ successfactors: entry }) },
      handlers: {
        reading: {
          on: '*',
          // One attempt: if it counted, the lane would park.
          retry: { attempts: 1 },
          run: async (event, { successfactors: reader }) =>
            void (await reader().user(event.key('userId') ?? '')),
        },
      },
    })
  })
  afterEach(() => instance.stop())

  it.each([
    { answer: 429, isFault: false },
    { answer: 503, isFault: true },
  ])('costs nobody an attempt; $answer as a fault: $isFault', async ({ answer, isFault }) => {
    status = answer
    const before = successfactors.calls.length
    await instance.send(USERS)
    const deliveries = () => readDeliveries(bed.db)
    await settledOrTimeout(
      async () => (await deliveries()).every(({ state }) => state === 'retrying'),
      'all to be rate-limited',
    )
    const all = await deliveries()
    expect(all).toHaveLength(USERS.length)
    for (const delivery of all) {
      expect(delivery).toMatchObject({
        countedAttempts: 0,
        attemptsStarted: 1,
        reasonCode: 'rate_limited',
      })
    }
    const sent = successfactors.calls.length - before
    expect(sent).toBeGreaterThanOrEqual(1)
    expect(sent).toBeLessThanOrEqual(4)
    const { rows } = await bed.db.query<{ pause: number; outcome: string; code: string }>(
      `select extract(epoch from d.due_at - a.ended_at)::float8 as pause, a.outcome,
         a.error_code as code
       from attempt a join delivery d using (message_id, ordinal, handler_id, run)`,
    )
    expect(rows).toHaveLength(USERS.length)
    for (const row of rows) {
      expect(row).toMatchObject({ outcome: 'retry', code: 'rate_limited' })
      expect(row.pause).toBeLessThanOrEqual(360)
    }
    expect(Math.max(...rows.map(({ pause }) => pause))).toBeGreaterThan(299)
    const { rows: handlers } = await bed.db.query<{ faults: number }>(
      'select cardinality(faulty_subject_ids) as faults from handler',
    )
    expect(handlers[0]?.faults).toBe(isFault ? sent : 0)
  })
})
