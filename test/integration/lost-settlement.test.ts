import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals'
import { claim } from '../../lib/store/deliver/claim.ts'
import { FROM_START } from '../../lib/store/deliver/claim-lanes.ts'
import type { Settled, Settlement } from '../../lib/store/deliver/settlement.ts'
import type {
  StartedDelivery,
  StartedWithoutEvent,
} from '../../lib/store/record/started-delivery.ts'
import { losingFirstAnswer } from '../support/losing-first-answer.ts'
import { readDeliveries } from '../support/read-deliveries.ts'
import { sendEvents } from '../support/send-events.ts'
import { completed, settlerOf } from '../support/settle-once.ts'
import { createTestBed, type TestBed, type TestInstance } from '../support/test-service.ts'

const LEASE_MS = 30_000
const WHOLE = {
  slots: 5,
  total: null,
  ratePerMs: null,
  rateCapacity: null,
  ...FROM_START,
  probeMs: 1_000,
}

type End = Pick<Settlement, 'outcome' | 'next' | 'startNext'>
const COMPLETED: End = { outcome: 'completed', next: { state: 'completed' }, startNext: true }
const COMPLETED_AND_STOPS: End = { ...COMPLETED, startNext: false }
const FAILED: End = {
  outcome: 'rejected',
  next: { state: 'failed', lane: 'goes on' },
  startNext: true,
}
const FAILED_AND_STOPS: End = { ...FAILED, startNext: false }
const RETRIED: End = {
  outcome: 'retry',
  next: { state: 'retrying', delayMs: 0 },
  startNext: true,
}
const RELEASED: End = { outcome: 'released', next: { state: 'waiting' }, startNext: false }

/** Each kind of settlement, with the statement that commits it. */
const STOPPING: [string, string, End][] = [
  ['completed', 'settle-deliveries', COMPLETED_AND_STOPS],
  ['failed', 'commit', FAILED_AND_STOPS],
  ['retried at once', 'settle-deliveries', RETRIED],
  ['released', 'settle-deliveries', RELEASED],
]
const GOING_ON: [string, string, End][] = [
  ['completed', 'settle-deliveries', COMPLETED],
  ['failed', 'commit', FAILED],
]

describe('a settlement whose answer is lost', () => {
  let bed: TestBed
  let instance: TestInstance
  const us = randomUUID()
  beforeAll(async () => {
    bed = await createTestBed()
    const handlers = { only: { on: '*', run: () => undefined } }
    instance = await bed.startInstance({ handlers, environment: { ROLE: 'ingest' } })
  })
  afterAll(() => bed.stop())
  beforeEach(() => bed.db.query('truncate lane, delivery, attempt'))

  /** Claims a lane of three deliveries. */
  async function firstOfThree(): Promise<StartedDelivery> {
    const person = randomUUID()
    await sendEvents(instance, await bed.token(), [person, person, person])
    return { ...((await claimBy(us)) as StartedWithoutEvent), event: null }
  }
  async function claimBy(instanceId: string): Promise<StartedWithoutEvent | undefined> {
    const { rows } = await bed.db.query<{ id: number }>('select id from handler')
    const claims = rows.map(({ id }) => ({ handlerId: id, ...WHOLE }))
    return (await claim(bed.db, instanceId, LEASE_MS, claims)).started[0]
  }
  const endLease = () =>
    bed.db.query(`update lane set due_at = now() - interval '1 second' where leased_by is not null`)

  function settle(
    delivery: StartedDelivery,
    end: End,
    statement: string,
    loss: Parameters<typeof losingFirstAnswer>[2],
  ): Promise<Settled> {
    const { pool, lost } = losingFirstAnswer(bed.db, statement, loss)
    const { settle: submit } = settlerOf(pool, us, LEASE_MS)
    const settlement = { ...completed(delivery), ...end }
    return submit(settlement).finally(() => expect(lost()).toBe(1))
  }
  const states = async () => (await readDeliveries(bed.db)).map(({ state }) => state)

  it.each(GOING_ON)('hands out what it has started, once: %s', async (_kind, statement, end) => {
    const settled = await settle(await firstOfThree(), end, statement, {})
    expect(settled).toMatchObject({ held: true, started: { ordinal: 1 } })
    expect(await claimBy(us)).toBeUndefined()
  })

  it.each(STOPPING)(
    'does not take the next claim of the same process for its own start: %s',
    async (_kind, statement, end) => {
      let claimed: StartedWithoutEvent | undefined
      const settled = await settle(await firstOfThree(), end, statement, {
        meanwhile: async () => {
          claimed = await claimBy(us)
        },
      })
      expect(claimed).toBeDefined()
      expect(settled).toMatchObject({ held: true, started: null })
    },
  )

  it.each(GOING_ON)(
    'does not hand out its start after the same process has claimed it again: %s',
    async (_kind, statement, end) => {
      let claimed: StartedWithoutEvent | undefined
      const settled = await settle(await firstOfThree(), end, statement, {
        meanwhile: async () => {
          await endLease()
          claimed = await claimBy(us)
        },
      })
      expect(claimed).toMatchObject({ ordinal: 1, attempt: 2, abandoned: 1 })
      expect(settled).toMatchObject({ held: true, started: null })
    },
  )

  it.each([...GOING_ON, ...STOPPING])(
    'leaves the lane to another instance that has claimed it meanwhile: %s',
    async (_kind, statement, end) => {
      const settled = await settle(await firstOfThree(), end, statement, {
        meanwhile: async () => {
          await endLease()
          expect(await claimBy(randomUUID())).toBeDefined()
        },
      })
      expect(settled).toMatchObject({ held: true, started: null })
    },
  )

  it.each(GOING_ON)(
    'does not hand out its start after the lease is over: %s',
    async (_kind, statement, end) => {
      const settled = await settle(await firstOfThree(), end, statement, { meanwhile: endLease })
      expect(settled).toMatchObject({ held: true, started: null })
    },
  )

  it.each(GOING_ON)(
    'is written by the second try if the first one did not reach the database: %s',
    async (_kind, statement, end) => {
      const settled = await settle(await firstOfThree(), end, statement, { isSent: false })
      expect(settled).toMatchObject({ held: true, started: { ordinal: 1, attempt: 1 } })
      expect(await states()).toEqual([end.next.state, 'running', 'waiting'])
    },
  )

  it.each([
    ['the same process', () => us],
    ['another instance', randomUUID],
  ])(
    'changes nothing if it was never written and %s has claimed the lane meanwhile',
    async (_who, instanceId) => {
      let claimed: StartedWithoutEvent | undefined
      const settled = await settle(await firstOfThree(), COMPLETED, 'settle-deliveries', {
        isSent: false,
        meanwhile: async () => {
          await endLease()
          claimed = await claimBy(instanceId())
        },
      })
      expect(claimed).toMatchObject({ ordinal: 0, attempt: 2, abandoned: 1 })
      expect(settled).toMatchObject({ held: false, started: null })
      expect(await states()).toEqual(['running', 'waiting', 'waiting'])
    },
  )
})
