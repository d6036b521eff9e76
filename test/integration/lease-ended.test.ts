import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals'
import type { HandlerDefinition } from '../../lib/handler.ts'
import { claim } from '../../lib/store/deliver/claim.ts'
import { FROM_START } from '../../lib/store/deliver/claim-lanes.ts'
import { renewLeases } from '../../lib/store/deliver/renew-leases.ts'
import type { StartedDelivery } from '../../lib/store/record/started-delivery.ts'
import { startOperations, type TestOperations } from '../support/operations-bed.ts'
import { sendEvents } from '../support/send-events.ts'
import { completed, settlerOf } from '../support/settle-once.ts'
import { createTestBed, type TestBed, type TestInstance } from '../support/test-service.ts'

const LEASE_MS = 60_000
const FROZEN = crypto.randomUUID()
const directory: HandlerDefinition = { on: '*', run: () => undefined }

describe('a delivery that is running on an instance that is gone', () => {
  let bed: TestBed
  let instance: TestInstance
  let api: TestOperations
  let messageId: string
  let started: StartedDelivery

  beforeAll(async () => {
    bed = await createTestBed()
  })
  afterAll(() => bed.stop())
  beforeEach(async () => {
    await bed.reset()
    // Nothing dispatches here: the test claims as an instance that then freezes.
    instance = await bed.startInstance({ handlers: { directory }, environment: { ROLE: 'ingest' } })
    messageId = await sendEvents(instance, await bed.token(), ['a', 'a'])
    api = await startOperations(bed)
    const [found] = await claimAs(FROZEN)
    started = found as StartedDelivery
    expect(started).toMatchObject({ messageId, ordinal: 0, attempt: 1 })
  })
  afterEach(async () => {
    await instance.stop()
    await api.stop()
    expect(api.internalErrors).toEqual([])
    expect(api.failures).toEqual([])
  })

  const claimAs = async (instanceId: string): Promise<StartedDelivery[]> => {
    const { rows } = await bed.db.query('select id from handler')
    const limits = {
      slots: 5,
      total: 5,
      ratePerMs: null,
      rateCapacity: null,
      ...FROM_START,
      probeMs: 1_000,
    }
    const claims = [{ handlerId: rows[0].id, ...limits }]
    const { started } = await claim(bed.db, instanceId, LEASE_MS, claims)
    return started as StartedDelivery[]
  }
  const endLease = () => bed.db.query(`update lane set due_at = now() - interval '1 second'`)
  const act = (kind: string, body: object = {}) =>
    api.post(`/deliveries/${messageId}/0/directory/0/actions/${kind}`, body)
  const stored = async () => {
    const { rows } = await bed.db.query(
      `select (select jsonb_agg(to_jsonb(d) order by ordinal) from delivery d) as deliveries,
         (select jsonb_agg(to_jsonb(a) order by ordinal, number) from attempt a) as attempts,
         (select to_jsonb(l) from lane l) as lane`,
    )
    return rows[0]
  }
  /** The frozen process wakes up, renews its lease and reports its result. */
  const wakeFrozen = async () => {
    const { handlerId, subjectId, lease } = started
    const renewed = await renewLeases(bed.db, FROZEN, LEASE_MS, [{ handlerId, subjectId, lease }])
    expect([...renewed]).toEqual([])
    const settled = await settlerOf(bed.db, FROZEN, LEASE_MS).settle(completed(started))
    expect(settled).toMatchObject({ held: false, started: null })
  }

  it('is shown as a running attempt, whose row is written when it ends', async () => {
    const attempt = {
      ...{ messageId, ordinal: 0, handler: 'directory', run: 0, number: 1 },
      ...{ instanceId: FROZEN, lease: started.lease, endedAt: null, outcome: null, error: null },
    }
    const shown = async () => [
      (await api.read(`/messages/${messageId}`)).attempts,
      (await api.read('/attempts', { running: true })).items,
      (await api.read('/attempts', { running: false })).items,
    ]
    expect(await shown()).toMatchObject([[attempt], [attempt], []])
    expect((await stored()).attempts).toBeNull()
    const [[{ startedAt }]] = await shown()
    await endLease()
    await claimAs(crypto.randomUUID())
    const abandoned = {
      ...{ ...attempt, startedAt },
      ...{ outcome: 'abandoned', endedAt: expect.any(String) },
    }
    const second = { ...attempt, number: 2, instanceId: expect.not.stringMatching(FROZEN) }
    Object.assign(second, { lease: String(Number(started.lease) + 1) })
    expect(await shown()).toMatchObject([[abandoned, second], [second], [abandoned]])
  })

  it.each([
    ['skip', { comment: 'done by hand' }, { state: 'skipped', holds_place: false, edit: 0 }],
    ['cancel', { comment: 'not wanted' }, { state: 'cancelled', holds_place: false, edit: 0 }],
    ['replay', {}, { state: 'waiting', holds_place: true, edit: 0 }],
    [
      'edit',
      { event: { type: 'com.example.Right' } },
      { state: 'waiting', holds_place: true, edit: 1 },
    ],
  ])('can be acted on once its lease has ended: %s', async (kind, body, expected) => {
    const early = await act(kind, body).expect(409)
    expect(early.body.error.code).toBe('running')
    const path = `/deliveries/${messageId}/0/directory/0`
    expect(await api.read(path)).toMatchObject({ leaseEnded: false })
    await endLease()
    const { body: shown } = await api.get('/deliveries', { state: 'running' }).expect(200)
    expect(shown.items).toMatchObject([{ messageId, ordinal: 0, leaseEnded: true }])

    await act(kind, body).expect(200)
    const after = await stored()
    expect(after.deliveries[0]).toMatchObject(expected)
    expect(after.attempts).toMatchObject([
      { number: 1, outcome: 'abandoned', ended_at: expect.any(String) },
    ])
    expect(after.lane).toMatchObject({ lease: Number(started.lease) + 1, leased_by: null })
    await wakeFrozen()
    expect(await stored()).toEqual(after)

    const goesOn = expected.holds_place ? { ordinal: 0, attempt: 2 } : { ordinal: 1, attempt: 1 }
    expect(await claimAs(crypto.randomUUID())).toMatchObject([goesOn])
    const running = await stored()
    await wakeFrozen()
    expect(await stored()).toEqual(running)
  })

  it('refuses what concerns another state: it is neither done nor waiting for a date', async () => {
    await endLease()
    expect((await act('rerun').expect(409)).body.error.code).toBe('not_done')
    expect((await act('release').expect(409)).body.error.code).toBe('not_scheduled')
  })

  it('belongs to actions for many, once its lease has ended', async () => {
    const path = '/deliveries/actions/skip'
    const body = { filter: { handler: 'directory', state: 'running' }, comment: 'by hand' }
    const matched = async () =>
      (await api.post(path, { ...body, dryRun: true }).expect(202)).body.matched
    expect(await matched()).toBe(0)
    await endLease()
    expect(await matched()).toBe(1)
    const any = { filter: {}, dryRun: true }
    expect((await api.post('/deliveries/actions/replay', any).expect(202)).body.matched).toBe(1)
    const { body: begun } = await api.post(path, body).expect(202)
    while (await api.runDue());
    const { body: action } = await api.get(`/actions/${begun.actionId}`).expect(200)
    expect(action).toMatchObject({ state: 'finished', done: 1, refused: 0 })
    expect((await stored()).deliveries[0]).toMatchObject({ state: 'skipped' })
  })
})
