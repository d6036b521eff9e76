import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import type pg from 'pg'
import { claim } from '../../lib/store/deliver/claim.ts'
import { FROM_START } from '../../lib/store/deliver/claim-lanes.ts'
import { createEffectMemory } from '../../lib/store/effects/effect-memory.ts'
import { createRecorder } from '../../lib/store/record/recorder.ts'
import type { StartedWithoutEvent } from '../../lib/store/record/started-delivery.ts'
import { losingFirstAnswer } from '../support/losing-first-answer.ts'
import { completed, settlerOf } from '../support/settle-once.ts'
import { soapMessage } from '../support/soap-message.ts'
import { createTestBed, type TestBed, type TestInstance } from '../support/test-service.ts'

const LEASE_MS = 30_000
const now = () => performance.now()
const CLAIMS = [
  {
    handlerId: 1,
    slots: 5,
    total: 5,
    ratePerMs: null,
    rateCapacity: null,
    ...FROM_START,
    probeMs: 1_000,
  },
]

describe('a commit whose answer is lost', () => {
  let bed: TestBed
  let instance: TestInstance
  beforeAll(async () => {
    bed = await createTestBed()
    const handlers = { only: { on: '*', run: () => undefined } }
    instance = await bed.startInstance({ handlers, environment: { ROLE: 'ingest' } })
  })
  afterAll(() => bed.stop())

  it('of a settlement is found again: the lane goes on, and nothing is settled twice', async () => {
    await instance
      .call(
        soapMessage([{ userId: 'a' }, { userId: 'a' }, { userId: 'a' }]),
        '/http/successfactors/events',
      )
      .expect(200)
    const us = randomUUID()
    const { pool, lost } = losingFirstAnswer(bed.db, 'settle-deliveries')
    const { events, settle } = settlerOf(pool, us, LEASE_MS)
    const { started } = await claim(bed.db, us, LEASE_MS, CLAIMS)
    const ordinals: number[] = []
    let [next = null] = await events.read(started)
    while (next !== null) {
      ordinals.push(next.ordinal)
      const settled = await settle(completed(next))
      expect(settled.held).toBe(true)
      next = settled.started
    }
    expect({ lost: lost(), ordinals }).toEqual({ lost: 1, ordinals: [0, 1, 2] })
    const { rows } = await bed.db.query(
      `select lane.waiting, lane.due_at, count(*)::int as attempts, count(ended_at)::int as ended
       from lane join delivery using (handler_id, subject_id) join attempt using (message_id, ordinal, handler_id, run)
       group by lane.waiting, lane.due_at`,
    )
    expect(rows).toEqual([{ waiting: 0, due_at: null, attempts: 3, ended: 3 }])
  })

  it('of the beginning of an effect leaves it in doubt, of its end leaves it finished', async () => {
    const body = soapMessage([{ userId: 'effect' }])
    await instance.call(body, '/http/successfactors/events').expect(200)
    const us = randomUUID()
    const { started } = await claim(bed.db, us, LEASE_MS, CLAIMS)
    const delivery = started[0] as StartedWithoutEvent
    const memoryOn = (pool: pg.Pool) =>
      createEffectMemory(pool, { instanceId: us, leaseMs: LEASE_MS, now })
    const begins = losingFirstAnswer(bed.db, 'commit')
    const lost = memoryOn(begins.pool).begin(delivery, 'pay')
    // It was not run: whether it was begun is not known here.
    await expect(lost).rejects.toMatchObject({ code: 'database_unavailable' })
    expect(await memoryOn(bed.db).begin(delivery, 'pay')).toEqual({ kind: 'begun', inDoubt: true })
    const ends = losingFirstAnswer(bed.db, 'commit')
    await memoryOn(ends.pool).end(delivery, 'pay', '{"id":7}')
    expect([begins.lost(), ends.lost()]).toEqual([1, 1])
    expect(await memoryOn(bed.db).begin(delivery, 'pay')).toEqual({
      kind: 'finished',
      result: { id: 7 },
    })
  })

  it('of a recording is found again: the message is no repeat of itself', async () => {
    const { pool, lost } = losingFirstAnswer(bed.db, 'commit')
    const recorder = createRecorder({
      pool,
      instanceId: randomUUID(),
      handlerIds: [1],
      duplicateWindows: { bodyMs: 1_000, recordMs: 1_000 },
      maxWaitMs: 5_000,
      maxQueuedBytes: 1_000_000,
      now,
      starts: null,
      onRecorded: () => undefined,
      onFailure: () => undefined,
    })
    const id = randomUUID()
    const recorded = await recorder.record({
      id,
      receivedAt: new Date(),
      caller: { issuer: 'i', clientId: 'c', tenant: 't', name: null },
      company: 'LOST',
      correlationId: 'c-1',
      traceparent: null,
      contentType: 'text/xml',
      contentEncoding: null,
      typeHint: null,
      hints: null,
      warnings: [],
      format: null,
      contract: null,
      type: null,
      externalEventId: null,
      body: Buffer.from('<a/>'),
      errorCode: 'xml_malformed',
      events: [],
    })
    expect({ lost: lost(), recorded }).toEqual({
      lost: 1,
      recorded: { duplicateOf: null, newEvents: 0, withoutHandler: 0, mayBeRepeat: [] },
    })
    const { rows } = await bed.db.query(`select id from message where company = 'LOST'`)
    expect(rows).toEqual([{ id }])
  })
})
