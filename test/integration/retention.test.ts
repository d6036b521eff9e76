import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals'
import { reject } from '../../lib/handler.ts'
import { claimJob, endJob } from '../../lib/store/registry/claim-job.ts'
import { createRetention } from '../../lib/store/retention/retention.ts'
import { settledOrTimeout } from '../support/eventually.ts'
import { openedText, rowsOf } from '../support/opened.ts'
import {
  createRetentionBed,
  poolAfter,
  RETENTION_MS,
  type RetentionBed,
} from '../support/retention-bed.ts'
import { storeMessage } from '../support/stored-messages.ts'
import { createTestBed } from '../support/test-service.ts'

/** Of a message, and of nothing else. */
const BELONGING = [
  'message',
  'event',
  'delivery',
  'attempt',
  'effect',
  'edited_event',
  'original_body',
  'action_item',
  'identity',
  'identity_variant',
]

describe('retention', () => {
  let bed: RetentionBed

  beforeAll(async () => {
    bed = await createRetentionBed()
  })
  afterAll(() => bed.stop())
  afterEach(() => bed.reset())

  it('deletes a finished message with all that belongs to it, its lane and the person', async () => {
    await storeMessage(bed.db, 'gone', 91)
    await storeMessage(bed.db, 'skipped', 91, { state: 'skipped' })
    await storeMessage(bed.db, 'passed', 91, { state: 'failed' })
    const kept = await storeMessage(bed.db, 'kept', 89)
    expect(await bed.pass()).toEqual([])
    expect(await bed.messages()).toEqual([kept])
    expect(await bed.counts([...BELONGING, 'action', 'lane', 'subject'])).toEqual(
      Object.fromEntries([...BELONGING, 'action', 'lane', 'subject'].map((table) => [table, 1])),
    )
    expect(await bed.count('unsuccessful_delivery')).toBe(0)
    expect(
      await rowsOf(bed.db, `select ${openedText('subject', 'subject', 'key')} as key from subject`),
    ).toEqual([{ key: 'kept' }])
  })

  it('never deletes rows that are still needed', async () => {
    const parked = await storeMessage(bed.db, 'parked', 400, { state: 'failed', holdsPlace: true })
    const behind = await storeMessage(bed.db, 'parked', 300, { state: 'waiting', holdsPlace: true })
    const others = [
      await storeMessage(bed.db, 'retrying', 400, { state: 'retrying', holdsPlace: true }),
      await storeMessage(bed.db, 'running', 400, { state: 'running', holdsPlace: true }),
      await storeMessage(bed.db, 'scheduled', 400, { state: 'scheduled', holdsPlace: true }),
      await storeMessage(bed.db, 'deferred', 400, { state: 'scheduled' }),
    ]
    const fanOut = await storeMessage(bed.db, 'fan-out', 400)
    await bed.db.query(
      'insert into pending_fan_out (handler_id, message_id, position) values (2, $1, 1)',
      [fanOut],
    )
    const replayed = await storeMessage(bed.db, 'replayed', 400, { settledDaysAgo: 3 })
    await storeMessage(bed.db, 'gone', 400)
    const stays = [parked, behind, ...others, fanOut, replayed]
    expect(await bed.pass()).toEqual([])
    expect(await bed.messages()).toEqual([...stays].sort())
    expect(await bed.counts(BELONGING)).toEqual(
      Object.fromEntries(BELONGING.map((table) => [table, stays.length])),
    )
    expect(await bed.count('lane')).toBe(7)
    expect(await bed.count('deferred_delivery')).toBe(1)

    // A person has decided, and the time is over.
    await bed.db.query(
      `update delivery set holds_place = false, state = 'skipped', settled_at = now() - interval '91 days'`,
    )
    await bed.db.query(`update lane set status = 'open', waiting = 0`)
    await bed.db.query('delete from deferred_delivery')
    await bed.db.query('delete from pending_fan_out')
    expect(await bed.pass()).toEqual([])
    expect(await bed.counts([...BELONGING, 'lane', 'subject'])).toEqual(
      Object.fromEntries([...BELONGING, 'lane', 'subject'].map((table) => [table, 0])),
    )
  })

  it('keeps a person and a lane as long as one message speaks of them', async () => {
    await storeMessage(bed.db, 'person', 200)
    await storeMessage(bed.db, 'person', 10)
    expect(await bed.pass()).toEqual([])
    expect(await bed.counts(['message', 'lane', 'subject'])).toEqual({
      message: 1,
      lane: 1,
      subject: 1,
    })
  })

  it('leaves nothing of what a service has recorded and handled but what is parked', async () => {
    const service = await createTestBed()
    try {
      const instance = await service.startInstance({
        handlers: {
          picky: {
            on: '*',
            run: (event) => (event.key('userId') === 'bad' ? reject('no') : undefined),
          },
        },
      })
      const send = (...userIds: string[]) => instance.send(userIds)
      await send('good', 'better')
      await send('bad')
      await send('good', 'bad')
      await send('good')
      await service.settled()
      await instance.stop()
      const later = poolAfter(service.database, 91)
      try {
        const run = createRetention({
          pool: later,
          retentionMs: RETENTION_MS,
          onFailure: (error) => bed.failures.push(error),
        })
        // The service was at it, too: its pass may have been anywhere.
        await service.db.query(`delete from job`)
        while (await run());
      } finally {
        await later.end()
      }
      expect(bed.failures).toEqual([])
      const rows = await service.rows(
        `select (select count(*)::int from message) as messages,
           (select count(*)::int from identity) as identities,
           (select count(*)::int from lane) as lanes,
           (select jsonb_agg(jsonb_build_object('key', ${openedText('subject', 'subject', 'key')}) order by id) from subject) as subjects,
           (select array_agg(state order by state) from delivery) as deliveries`,
      )
      expect(rows).toEqual([
        {
          messages: 2,
          identities: 3,
          lanes: 2,
          subjects: expect.arrayContaining([{ key: 'bad' }, { key: 'good' }]),
          deliveries: ['completed', 'failed', 'waiting'],
        },
      ])
    } finally {
      await service.stop()
    }
  })

  it('works in small batches, and goes on where it was', async () => {
    const stays = await storeMessage(bed.db, 'parked', 300, { state: 'failed', holdsPlace: true })
    for (let day = 299; day > 99; day -= 1) await storeMessage(bed.db, `p${day % 7}`, day)
    await storeMessage(bed.db, 'many', 95)
    await bed.db.query(
      `update message set event_count = 600 where id = (select max(id::text)::uuid from message)`,
    )
    const last = await storeMessage(bed.db, 'last', 94)
    const run = bed.retention()
    expect(await run()).toBe(true)
    expect(await bed.count('message')).toBe(4)
    // Another instance takes over.
    expect(await bed.retention()()).toBe(true)
    expect(await bed.messages()).toEqual([stays, last])
    expect(await bed.pass()).toEqual([])
    expect(await bed.messages()).toEqual([stays])
  })

  it('is done by one instance at a time', async () => {
    const claims = await Promise.all(
      Array.from({ length: 8 }, () => claimJob(bed.pool, 'retention', 60_000)),
    )
    const [held, ...more] = claims.filter((claim) => claim !== null)
    expect(more).toEqual([])
    expect(await bed.retention()()).toBe(false)
    // The hold of a frozen instance is over, another one goes on, and the first one changes nothing.
    const later = poolAfter(bed.database, 1)
    const next = await claimJob(later, 'retention', 60_000)
    expect(next).not.toBeNull()
    if (held === undefined || next === null) return
    expect(await endJob(bed.pool, held, 0, { step: 'late' })).toBe(false)
    expect(await endJob(later, next, 0, { step: 'here' })).toBe(true)
    await later.end()
    const { rows } = await bed.db.query('select cursor from job')
    expect(rows).toEqual([{ cursor: { step: 'here' } }])

    await bed.db.query('delete from job')
    for (let index = 0; index < 500; index += 1) await storeMessage(bed.db, `p${index % 9}`, 100)
    let batches = 0
    await Promise.all(
      [bed.retention(), bed.retention(), bed.retention()].map(async (run) => {
        await settledOrTimeout(async () => {
          while (await run()) batches += 1
          return (await bed.count('message')) === 0
        }, 'all to be deleted')
      }),
    )
    expect(bed.failures).toEqual([])
    expect(batches).toBeLessThan(20)
  })
})
