import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals'
import request from 'supertest'
import { createRetention } from '../../lib/store/retention/retention.ts'
import type { RetentionRule } from '../../lib/store/retention/retention-rules.ts'
import {
  createRetentionBed,
  DAY_MS,
  RETENTION_MS,
  type RetentionBed,
} from '../support/retention-bed.ts'
import { type StoredDelivery, storeMessage } from '../support/stored-messages.ts'
import { createTestBed } from '../support/test-service.ts'

const rule = (days: number, given: Partial<RetentionRule>): RetentionRule => ({
  ...{ company: null, type: null, outcome: null },
  ...given,
  ms: days * DAY_MS,
})

describe('retention by rules', () => {
  let bed: RetentionBed

  beforeAll(async () => {
    bed = await createRetentionBed()
  })
  afterAll(() => bed.stop())
  afterEach(() => bed.reset())

  const pass = async (rules: readonly RetentionRule[]) => {
    await bed.db.query('update job set due_at = now()')
    const run = createRetention({
      ...{ pool: bed.pool, retentionMs: RETENTION_MS, rules },
      onFailure: (error) => bed.failures.push(error),
    })
    while (await run());
    expect(bed.failures).toEqual([])
    return bed.messages()
  }
  const store = async (
    daysAgo: number,
    { company = 'ACME', types = ['Hire'] }: { company?: string; types?: readonly string[] } = {},
    delivery: StoredDelivery = {},
  ) => {
    const id = await storeMessage(bed.db, `p${daysAgo}`, daysAgo, delivery)
    await bed.db.query('update message set company = $2 where id = $1', [id, company])
    await bed.db.query('update event set type = $2 where message_id = $1', [id, types[0]])
    for (const [ordinal, type] of types.slice(1).entries()) {
      await bed.db.query(
        `insert into event (message_id, ordinal, position, subject_id, other_content, type)
         select message_id, $2, position, subject_id, false, $3 from event where message_id = $1 and ordinal = 0`,
        [id, ordinal + 1, type],
      )
    }
    return id
  }
  const settle = (id: string, daysAgo: number) =>
    bed.db.query(
      `with d as (
         update delivery set state = 'skipped', holds_place = false,
           settled_at = now() - $2 * interval '1 day'
         where message_id = $1 returning subject_id
       )
       update lane set status = 'open', waiting = 0 from d where lane.subject_id = d.subject_id`,
      [id, daysAgo],
    )

  it('uses the first rule that fits type, company and outcome', async () => {
    const rules = [
      rule(400, { type: 'com.*.Pay', company: 'ACME' }),
      rule(30, { type: 'com.*.Pay' }),
      rule(7, { outcome: 'DISCARDED' }),
      rule(20, { company: 'TEST', outcome: 'COMPLETED' }),
    ]
    const pay = { types: ['com.sf.Pay'] }
    const kept = [
      await store(300, pay),
      await store(29, { ...pay, company: 'OTHER' }),
      await store(8, {}, { state: 'failed' }),
      await store(19, { company: 'TEST' }),
      await store(89),
      await store(31, { types: ['com..Payment'] }),
    ]
    await store(401, pay)
    await store(31, { ...pay, company: 'OTHER' })
    await store(8, {}, { state: 'skipped' })
    await store(21, { company: 'TEST' })
    await store(91)
    expect(await pass(rules)).toEqual([...kept].sort())
    expect(await bed.count('overdue_message')).toBe(0)
  })

  it('keeps a body as long as one of its events needs it', async () => {
    const rules = [rule(30, { type: 'Pay' }), rule(10, { type: 'Hire' })]
    const kept = await store(20, { types: ['Hire', 'Pay'] })
    await store(31, { types: ['Pay', 'Hire'] })
    const other = await store(31, { types: ['Hire', 'Other'] })
    expect(await pass(rules)).toEqual([other, kept])
  })

  it('counts from the end of the last delivery', async () => {
    const rules = [rule(10, { type: 'Hire' })]
    const replayed = await store(50, {}, { settledDaysAgo: 3 })
    expect(await pass(rules)).toEqual([replayed])
    await settle(replayed, 11)
    expect(await pass(rules)).toEqual([])
    expect(await bed.count('overdue_message')).toBe(0)
  })

  it('never deletes what waits, and deletes it when it has ended', async () => {
    const rules = [rule(10, { type: 'Hire' })]
    const waiting = [
      await store(30, {}, { state: 'failed', holdsPlace: true }),
      await store(29, {}, { state: 'waiting', holdsPlace: true }),
      await store(28, {}, { state: 'scheduled' }),
    ]
    await store(27)
    expect(await pass(rules)).toEqual(waiting)
    expect(await bed.count('overdue_message')).toBe(3)
    expect(await pass(rules)).toEqual(waiting)
    await settle(waiting[1] as string, 11)
    expect(await pass(rules)).toEqual([waiting[0], waiting[2]])
    expect(await bed.count('overdue_message')).toBe(2)
  })

  it('reads each message once for a shorter period, and all after a change of rules', async () => {
    const kept = [await store(50, { types: ['Other'] }), await store(40, { types: ['Other'] })]
    expect(await pass([rule(10, { type: 'Hire' })])).toEqual(kept)
    const [{ cursor }] = (await bed.db.query('select cursor from job')).rows
    expect(cursor.walkedTo).toEqual({ [10 * DAY_MS]: kept[1] })
    expect(await pass([rule(10, { type: 'Hire' })])).toEqual(kept)
    expect(await pass([rule(10, { type: 'Other' })])).toEqual([])
  })

  it('forgets what other rules keep longer', async () => {
    const parked = await store(30, {}, { state: 'failed', holdsPlace: true })
    await pass([rule(10, { type: 'Hire' })])
    expect(await bed.count('overdue_message')).toBe(1)
    expect(await pass([rule(60, { type: 'Hire' })])).toEqual([parked])
    expect(await bed.count('overdue_message')).toBe(0)
  })

  it('tells the periods in force', async () => {
    const service = await createTestBed()
    const rules = [{ company: 'ACME', type: 'com.*', outcome: 'FAILED', days: 400 }]
    const { url } = await service.startInstance({
      environment: { RETENTION_RULES: JSON.stringify(rules), RETENTION_DAYS: '30' },
    })
    const { body } = await request(`${url}/operations/v1`)
      .get('/retention')
      .set('Authorization', `Bearer ${await service.token('operator')}`)
      .expect(200)
    await service.stop()
    expect(body).toEqual({ messageDays: 30, revealDays: 400, refusalDays: 14, rules })
  })

  it('works in bounded batches', async () => {
    for (let index = 0; index < 220; index += 1) await store(50 - index / 100)
    await bed.db.query('update job set due_at = now()')
    const run = createRetention({
      ...{ pool: bed.pool, retentionMs: RETENTION_MS, rules: [rule(10, { type: 'Hire' })] },
      onFailure: (error) => bed.failures.push(error),
    })
    const counts: number[] = []
    while (await run()) counts.push(await bed.count('message'))
    expect(counts.filter((count, index) => count !== (counts[index - 1] ?? 220))).toEqual([20, 0])
  })
})
