import { randomUUID } from 'node:crypto'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals'
import { type HandlerDefinition, reject } from '../../lib/handler.ts'
import { digestOfKey } from '../../lib/store/db/keyed-digest.ts'
import { type BornLeasesBed, createBornLeasesBed, POLL_MS } from '../support/born-leases-bed.ts'
import { settledOrTimeout } from '../support/eventually.ts'
import { waitingLocks } from '../support/waiting-locks.ts'

const TOMORROW = new Date(Date.now() + 86_400_000).toISOString().slice(0, 10)
const NOW = '2026-02-01'
const WRONG = '2026-01-01'
const FAR = `now() + interval '1 hour'`

const startAt: HandlerDefinition['startAt'] = (event) =>
  event.key('startDate') === WRONG ? reject('no date') : new Date(event.key('startDate') as string)

const order: string[] = []
let isAnswered: () => boolean

const handlers: Record<string, Partial<HandlerDefinition>> = {
  blocking: {},
  // Settlements may be slow: there is a free slot all the same.
  quick: { concurrency: 100, run: () => undefined },
  ordered: { run: () => void order.push(isAnswered() ? 'answered' : 'early') },
  limited: { rateLimit: { attempts: 100, perMs: 1_000 } },
  counted: { totalConcurrency: 5 },
  single: { concurrency: 1 },
  rejecting: { run: () => reject('no') },
  waiting: { startAt, meanwhile: 'wait' },
  overtaken: { startAt, meanwhile: 'overtake' },
}

describe('an event for an idle lane', () => {
  let born: BornLeasesBed
  let user: string
  let other: string
  beforeAll(async () => {
    born = await createBornLeasesBed(handlers)
    isAnswered = () => born.instance.log.some((line) => line.includes('"direction":"IN"'))
  })
  beforeEach(() => {
    user = randomUUID()
    other = randomUUID()
  })
  afterEach(() => born.quiet())
  afterAll(() => born.stop())

  const db = (text: string, values?: unknown[]) => born.bed.db.query(text, values)
  const dated = (user: string, ...dates: string[]) =>
    dates.map((startDate) => ({ userId: user, startDate }))
  const isBorn = async (...users: string[]) =>
    (await born.starts(...users)).map((start) => start.isBorn)

  it('is started by its recording, and handled without any claim', async () => {
    const first = performance.now()
    const before = born.way.sent('claim-lanes')
    const users = Array.from({ length: 20 }, () => randomUUID())
    for (const one of users) await born.send('quick', one)
    await born.ended(...users)
    const claims = born.way.sent('claim-lanes') - before
    // The dispatcher claims at each poll, and once for the hint of the start.
    const polls = 1 + Math.floor((performance.now() - first) / POLL_MS)
    expect(claims).toBeLessThanOrEqual(polls + 1)
    expect((await born.starts(...users)).map(({ attempts }) => attempts)).toEqual(
      users.map(() => 1),
    )
  })

  it('is running when its recording is acknowledged, in a lease of the process', async () => {
    await born.send('blocking', user)
    expect(await isBorn(user)).toEqual([true])
    const { rows } = await db(
      `select d.attempts_started, lane.leased_by as by, d.started_by = lane.leased_by as "isOurs",
         d.lease = lane.lease as "isItsLease", lane.due_at > d.started_at as "hasEnd"
       from delivery d join lane using (handler_id, subject_id) join subject s on s.id = d.subject_id
       where s.key_digest = $1`,
      [digestOfKey(born.bed.db, user)],
    )
    const by = born.instance.service.instanceId
    expect(rows).toEqual([
      { attempts_started: 1, by, isOurs: true, isItsLease: true, hasEnd: true },
    ])
    await settledOrTimeout(() => born.begun.includes(user), 'the handler')
  })

  it('is handled after its answer has been sent', async () => {
    born.instance.log.length = 0
    await born.send('ordered', user)
    await settledOrTimeout(() => order.length === 1, 'the handler')
    expect(order).toEqual(['answered'])
  })

  describe('waits for a claim', () => {
    it.each([
      ['the rate is limited', 'limited'],
      ['all processes together have a limit', 'counted'],
    ])('if %s', async (_why, handler) => {
      await born.send(handler, user)
      expect(await isBorn(user)).toEqual([false])
      await settledOrTimeout(() => born.begun.includes(user), 'the claim')
    })

    it.each([
      ['the handler is held', `state = 'held'`, `state = 'running'`],
      [
        'its circuit is open',
        `circuit_opened_at = now(), probe_at = ${FAR}`,
        'circuit_opened_at = null, probe_at = null',
      ],
    ])('if %s', async (_why, change, back) => {
      await db(`update handler set ${change} where name = 'blocking'`)
      await born.send('blocking', user)
      expect((await born.starts(user)).map(({ state }) => state)).toEqual(['waiting'])
      await db(`update handler set ${back} where name = 'blocking'`)
      await settledOrTimeout(() => born.begun.includes(user), 'the claim')
    })

    it('if every slot of the handler is taken', async () => {
      await born.send('single', user)
      await settledOrTimeout(() => born.begun.includes(user), 'the first run')
      await born.send('single', other)
      expect((await born.starts(other)).map(({ state }) => state)).toEqual(['waiting'])
      born.endRuns()
      await settledOrTimeout(() => born.begun.includes(other), 'the second run')
    })

    it('if the process does not dispatch', async () => {
      const blocking = { on: 'com.example.blocking', run: () => undefined }
      const environment = { ROLE: 'ingest' }
      const receiving = await born.startBeside({ blocking }, { environment })
      await born.sendTo(receiving, 'blocking', user)
      expect(await isBorn(user)).toEqual([false])
      await receiving.stop()
    })

    it('if a live instance that records does not have the handler', async () => {
      const old = await born.startBeside({}, { environment: { ROLE: 'ingest' } })
      await born.send('blocking', user)
      await old.stop()
      // A delivery that waits for a claim keeps a slot.
      await settledOrTimeout(() => born.begun.includes(user), 'the claim')
      await born.send('blocking', other)
      expect(await isBorn(user, other)).toEqual([false, true])
    })

    it('until an instance without the handler has been silent for as long as a dead one', async () => {
      const silent = await born.startBeside({}, { environment: { ROLE: 'ingest' } })
      const dispatching = await born.startBeside({}, { environment: { ROLE: 'dispatch' } })
      const { instanceId } = silent.service
      await db(`update instance set last_seen_at = now() - interval '91 seconds' where id = $1`, [
        instanceId,
      ])
      await born.send('blocking', user)
      expect(await isBorn(user)).toEqual([true])
      await Promise.all([silent.stop(), dispatching.stop()])
    })

    it('if a message is still to be handed out to the handler', async () => {
      const lock = await born.lockedFanOut('blocking')
      await born.send('blocking', user)
      expect((await born.starts(user)).map(({ state }) => state)).toEqual(['waiting'])
      await lock.end()
      await settledOrTimeout(() => born.begun.includes(user), 'the claim')
    })

    it('if another delivery of the lane runs', async () => {
      await born.send('blocking', user)
      await born.send('blocking', user, other)
      expect(await isBorn(user, other)).toEqual([true, false, true])
    })

    it('if the lane is parked', async () => {
      await born.send('rejecting', user)
      const isParked = async () => (await born.starts(user))[0]?.state === 'failed'
      await settledOrTimeout(isParked, 'the lane to park')
      await born.send('rejecting', user)
      expect((await born.starts(user)).map(({ state }) => state)).toEqual(['failed', 'waiting'])
    })

    it('behind the first delivery that a batch adds to the lane', async () => {
      await born.send('blocking', user, user, other)
      expect(await isBorn(user, other)).toEqual([true, false, true])
    })

    it('behind a first one that is scheduled or has failed in planning', async () => {
      await born.send('waiting', ...dated(user, TOMORROW, NOW), ...dated(other, WRONG, NOW))
      expect(await isBorn(user, other)).toEqual([false, false, false, false])
    })
  })

  it('is started behind a scheduled delivery that lets others pass', async () => {
    await born.send('overtaken', ...dated(user, TOMORROW, NOW))
    expect(await isBorn(user)).toEqual([false, true])
  })

  it('takes a lease number that never falls behind, also in a lane that is made anew', async () => {
    const leases: number[] = []
    for (let round = 0; round < 3; round += 1) {
      await born.send('quick', user)
      await settledOrTimeout(async () => {
        const { rows } = await db(
          `select a.lease::float8 as lease from attempt a join delivery d using (message_id, ordinal, handler_id, run)
           join subject s on s.id = d.subject_id where s.key_digest = $1 order by d.position`,
          [digestOfKey(born.bed.db, user)],
        )
        if (rows.length <= round) return false
        leases.push(rows[round].lease)
        return true
      }, 'the attempt')
      if (round === 1) {
        // A lane that retention deletes is older than its leases are many.
        const isOld = 'lease < extract(epoch from now()) and waiting = 0'
        const remove = `delete from lane using subject s where s.id = subject_id and s.key_digest = $1 and ${isOld}`
        const digest = [digestOfKey(born.bed.db, user)]
        await settledOrTimeout(async () => (await db(remove, digest)).rowCount === 1, 'the end')
      }
    }
    expect(leases).toEqual([...leases].sort((a, b) => a - b))
    expect(new Set(leases).size).toBe(3)
    expect(leases[0]).toBeGreaterThan(Date.UTC(2026, 0) / 1_000)
  })

  it('takes its position when it holds the lock of the lane', async () => {
    await born.send('blocking', user)
    const lastPosition = async () =>
      (await db('select last_value from event_position')).rows[0].last_value as string
    const before = await lastPosition()
    const lock = await born.holding('select from lane for update')
    const inserts = born.way.sent('insert-messages')
    const sent = born.send('blocking', user)
    const waits = async () => (await waitingLocks(born.bed.db, `locktype <> 'relation'`)) > 0
    await settledOrTimeout(waits, 'the wait for the lane')
    // One round trip: the statement that takes the position is sent, and waits behind the lock.
    expect([born.way.sent('insert-messages'), await lastPosition()]).toEqual([inserts + 1, before])
    await lock.end()
    await sent
    expect(BigInt(await lastPosition())).toBeGreaterThan(BigInt(before))
  })
})
