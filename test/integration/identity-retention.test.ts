import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import type { Pool } from 'pg'
import { reject } from '../../lib/handler.ts'
import { createPool } from '../../lib/store/db/database.ts'
import { giveVault } from '../../lib/store/db/vault-of.ts'
import { createRetention } from '../../lib/store/retention/retention.ts'
import { openedText } from '../support/opened.ts'
import { soapMessage } from '../support/soap-message.ts'
import { createTestBed, type TestBed, type TestInstance } from '../support/test-service.ts'

const DAY_MS = 24 * 60 * 60_000
const RETENTION_MS = 90 * DAY_MS

/** Deliveries of these people park, so that retention keeps their messages. */
const isKept = (userId: string | null) => userId?.startsWith('kept') === true

describe('retention of identities', () => {
  let bed: TestBed
  let instance: TestInstance
  let later: Pool

  beforeAll(async () => {
    bed = await createTestBed()
    const handlers = {
      only: {
        on: '*',
        run: (event: { key(name: string): string | null }) =>
          isKept(event.key('userId')) ? reject('stays') : undefined,
      },
    }
    instance = await bed.startInstance({ handlers })
    // Retention runs 91 days ahead: each finished message is old enough.
    later = createPool(
      { kind: 'socket', ...bed.database.connection },
      { name: 'later', max: 2, pipeline: true, onError: () => undefined },
    )
    giveVault(later, bed.vault)
    later.on('connect', (client) => {
      client
        .query(`set sf_event_receiver.clock_offset_ms = '${91 * DAY_MS}'`)
        .catch(() => undefined)
    })
  })
  afterAll(async () => {
    await later.end()
    await bed.stop()
  })

  const send = (events: readonly { eventId: string; userId: string }[]) =>
    instance.call(soapMessage(events))

  /** One whole pass. */
  async function retain(): Promise<void> {
    const failures: unknown[] = []
    const onFailure = (error: unknown) => void failures.push(error)
    // The instance, whose clock is not ahead, does no batch of this pass.
    await bed.db.query(
      `insert into job (name, due_at) values ('retention', receiver_clock() + interval '1 day')
       on conflict (name) do update set due_at = excluded.due_at, cursor = null`,
    )
    const run = createRetention({ pool: later, retentionMs: RETENTION_MS, onFailure })
    while (await run());
    // A pass gives way to recordings and goes on later.
    expect(failures.filter((error) => (error as { code?: string }).code !== '55P03')).toEqual([])
  }

  async function eventsOf(eventId: string): Promise<unknown[]> {
    const rows = await bed.rows(
      `select ${openedText('subject', 's', 'key')} as "userId", e.duplicate_of is not null as repeat, e.other_content as "otherContent"
       from event e join subject s on s.id = e.subject_id where e.event_id = $1 order by e.position`,
      eventId,
    )
    return rows
  }

  it('forgets an id when the last of its contents is gone', async () => {
    const eventId = randomUUID()
    await send([{ eventId, userId: 'gone' }]).expect(200)
    await send([{ eventId, userId: 'gone too' }]).expect(200)
    await bed.settled()
    await retain()
    const { rows } = await bed.db.query(
      `select (select count(*)::int from identity) as identities,
         (select count(*)::int from identity_variant) as variants`,
    )
    expect(rows).toEqual([{ identities: 0, variants: 0 }])
  })

  it('knows the second content of an id after the message of the first one is gone', async () => {
    const eventId = randomUUID()
    await send([{ eventId, userId: 'gone' }]).expect(200)
    await send([{ eventId, userId: 'kept' }]).expect(200)
    await bed.settled()
    await retain()
    await send([{ eventId, userId: 'kept' }]).expect(200)
    expect(await eventsOf(eventId)).toEqual([
      { userId: 'kept', repeat: false, otherContent: true },
      { userId: 'kept', repeat: true, otherContent: false },
    ])
  })

  it('records two contents of an id whose identity an earlier version deleted, and others meanwhile', async () => {
    const eventId = randomUUID()
    await send([{ eventId, userId: 'gone' }]).expect(200)
    await send([{ eventId, userId: 'kept' }]).expect(200)
    await bed.settled()
    await bed.db.query('delete from identity')
    const [both, ...others] = await Promise.all([
      send([
        { eventId, userId: 'new' },
        { eventId, userId: 'kept' },
      ]),
      ...Array.from({ length: 10 }, (_, index) =>
        send([{ eventId: randomUUID(), userId: `other ${index}` }]),
      ),
    ])
    expect([both, ...others].map(({ status }) => status)).toEqual(new Array(11).fill(200))
    expect(await eventsOf(eventId)).toEqual([
      { userId: 'gone', repeat: false, otherContent: false },
      { userId: 'kept', repeat: false, otherContent: true },
      { userId: 'new', repeat: false, otherContent: true },
      { userId: 'kept', repeat: true, otherContent: false },
    ])
  })

  it('records no content twice while a message with it lives, in any order of calls and passes', async () => {
    const people = ['gone 1', 'gone 2', 'kept 1', 'kept 2']
    let seed = 20_261
    const pick = <Of>(list: readonly Of[]): Of => {
      seed = (seed * 48_271) % 2_147_483_647
      return list[Math.floor((seed / 2_147_483_647) * list.length)] as Of
    }
    for (let round = 0; round < 5; round += 1) {
      const eventId = randomUUID()
      const anyEvent = () => ({ eventId, userId: pick(people) })
      for (let step = 0; step < 3; step += 1) {
        const calls = Array.from({ length: pick([1, 2, 3]) }, () =>
          send(pick([true, false]) ? [anyEvent()] : [anyEvent(), anyEvent()]),
        )
        const isMeanwhile = pick([true, false])
        const [answers] = await Promise.all([
          Promise.all(calls),
          isMeanwhile ? retain() : Promise.resolve(),
        ])
        expect(answers.map(({ status }) => status)).toEqual(calls.map(() => 200))
        await bed.settled()
        if (!isMeanwhile) await retain()
      }
    }
    const rows = await bed.rows(
      `select e.event_id, ${openedText('subject', 's', 'key')} as key, count(*)::int as recorded
       from event e join subject s on s.id = e.subject_id
       where e.duplicate_of is null group by e.event_id, s.key, s.key_id, s.key_digest having count(*) > 1`,
    )
    expect(rows).toEqual([])
  })
})
