import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals'
import type { Pool } from 'pg'
import pg from 'pg'
import request from 'supertest'
import { reject } from '../../lib/handler.ts'
import { createPool } from '../../lib/store/db/database.ts'
import { migrate } from '../../lib/store/db/migrate.ts'
import { extendLanes } from '../../lib/store/record/extend-lanes.ts'
import { findOrAddSubjects } from '../../lib/store/record/find-or-add-subjects.ts'
import { keepSubjects, SUBJECTS_LOCK } from '../../lib/store/record/keep-subjects.ts'
import { keepMessages } from '../../lib/store/record/lock-messages.ts'
import { claimJob, endJob } from '../../lib/store/registry/claim-job.ts'
import { createRetention } from '../../lib/store/retention/retention.ts'
import { createTestDatabase, type TestDatabase } from '../setup/test-database.ts'
import { settledOrTimeout } from '../support/eventually.ts'
import { soapMessage } from '../support/soap-message.ts'
import { idOfDaysAgo, storeMessage } from '../support/stored-messages.ts'
import { createTestBed } from '../support/test-service.ts'

const DAY_MS = 24 * 60 * 60_000
const retentionMs = 90 * DAY_MS
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

/** Connections for which it is later by so many days. */
function poolAfter(database: TestDatabase, days: number): Pool {
  const pool = createPool(
    { kind: 'socket', ...database.connection },
    { name: 'retention', max: 4, pipeline: true, onError: () => undefined },
  )
  pool.on('connect', (client) => {
    client
      .query(`set sf_event_receiver.clock_offset_ms = '${days * DAY_MS}'`)
      .catch(() => undefined)
  })
  return pool
}

describe('retention', () => {
  let database: TestDatabase
  let db: pg.Pool
  let pool: Pool
  let failures: unknown[]

  beforeAll(async () => {
    database = await createTestDatabase()
    db = new pg.Pool({ ...database.connection, max: 6 })
    db.on('error', () => undefined)
    pool = poolAfter(database, 0)
    await migrate(pool)
    await db.query(`insert into handler (name, definition) values ('one', '{}'), ('two', '{}')`)
  })
  afterAll(async () => {
    await Promise.all([db.end(), pool.end()])
    await database.drop()
  })
  beforeEach(() => {
    failures = []
  })
  afterEach(async () => {
    const { rows } = await db.query(
      `select string_agg(format('%I', tablename), ', ') as tables from pg_tables
       where schemaname = 'public' and tablename not in ('handler', 'migration')`,
    )
    await db.query(`truncate ${rows[0].tables}`)
  })

  const retention = (on = pool) =>
    createRetention({ pool: on, retentionMs, onFailure: (error) => failures.push(error) })
  /** A whole pass. */
  const pass = async (on = pool) => {
    await db.query('update job set due_at = now()')
    const { run } = retention(on)
    while (await run());
    expect(failures).toEqual([])
  }
  const count = async (table: string, where = 'true') => {
    const { rows } = await db.query(`select count(*)::int as n from ${table} where ${where}`)
    return rows[0].n as number
  }
  const counts = async (tables: string[]) =>
    Object.fromEntries(
      await Promise.all(tables.map(async (table) => [table, await count(table)] as const)),
    )
  const messages = async () => {
    const { rows } = await db.query('select id from message order by id')
    return rows.map(({ id }) => id as string)
  }

  it('deletes a finished message with all that belongs to it, its lane and the person', async () => {
    await storeMessage(db, 'gone', 91)
    await storeMessage(db, 'skipped', 91, { state: 'skipped' })
    await storeMessage(db, 'passed', 91, { state: 'failed' })
    const kept = await storeMessage(db, 'kept', 89)
    await pass()
    expect(await messages()).toEqual([kept])
    expect(await counts([...BELONGING, 'action', 'lane', 'subject'])).toEqual(
      Object.fromEntries([...BELONGING, 'action', 'lane', 'subject'].map((table) => [table, 1])),
    )
    expect(await count('unsuccessful_delivery')).toBe(0)
    expect((await db.query(`select convert_from(key, 'UTF8') as key from subject`)).rows).toEqual([
      { key: 'kept' },
    ])
  })

  it('never deletes what somebody or something still waits for', async () => {
    const parked = await storeMessage(db, 'parked', 400, { state: 'failed', holdsPlace: true })
    const behind = await storeMessage(db, 'parked', 300, { state: 'waiting', holdsPlace: true })
    const others = [
      await storeMessage(db, 'retrying', 400, { state: 'retrying', holdsPlace: true }),
      await storeMessage(db, 'running', 400, { state: 'running', holdsPlace: true }),
      await storeMessage(db, 'scheduled', 400, { state: 'scheduled', holdsPlace: true }),
      await storeMessage(db, 'deferred', 400, { state: 'scheduled' }),
    ]
    const fanOut = await storeMessage(db, 'fan-out', 400)
    await db.query(
      'insert into pending_fan_out (handler_id, message_id, position) values (2, $1, 1)',
      [fanOut],
    )
    const replayed = await storeMessage(db, 'replayed', 400, { settledDaysAgo: 3 })
    await storeMessage(db, 'gone', 400)
    const stays = [parked, behind, ...others, fanOut, replayed]
    await pass()
    expect(await messages()).toEqual([...stays].sort())
    expect(await counts(BELONGING)).toEqual(
      Object.fromEntries(BELONGING.map((table) => [table, stays.length])),
    )
    expect(await count('lane')).toBe(7)
    expect(await count('deferred_delivery')).toBe(1)

    // A person has decided, and the time is over.
    await db.query(
      `update delivery set holds_place = false, state = 'skipped', settled_at = now() - interval '91 days'`,
    )
    await db.query(`update lane set status = 'open', waiting = 0`)
    await db.query('delete from deferred_delivery')
    await db.query('delete from pending_fan_out')
    await pass()
    expect(await counts([...BELONGING, 'lane', 'subject'])).toEqual(
      Object.fromEntries([...BELONGING, 'lane', 'subject'].map((table) => [table, 0])),
    )
  })

  it('leaves a message alone that is about to get something to do', async () => {
    const kept = await storeMessage(db, 'run again', 200)
    const action = await pool.connect()
    await action.query('begin')
    await keepMessages(action, [kept])
    await pass()
    expect(await messages()).toEqual([kept])
    await action.query(
      `insert into delivery (message_id, ordinal, handler_id, run, subject_id, position, state, holds_place, late)
       select message_id, ordinal, handler_id, 1, subject_id, 2, 'waiting', true, false from delivery`,
    )
    await action.query('commit')
    action.release()
    await pass()
    expect(await messages()).toEqual([kept])
  })

  it('keeps a person and a lane as long as one message speaks of them', async () => {
    await storeMessage(db, 'person', 200)
    await storeMessage(db, 'person', 10)
    await pass()
    expect(await counts(['message', 'lane', 'subject'])).toEqual({
      message: 1,
      lane: 1,
      subject: 1,
    })
  })

  it('deletes bodies that could not be decoded, refusals and instances in their time', async () => {
    const store = (daysAgo: number) =>
      db.query(
        `insert into message (id, received_at, state, event_count, caller_id, instance_id, correlation_id, body)
         values ($1, now(), 'undecodable', 0, 1, $1, '', 'x')`,
        [idOfDaysAgo(daysAgo)],
      )
    const refuse = (daysAgo: number) =>
      db.query(
        `insert into refusal (id, refused_at, path, status, code) values ($1, now(), '/', 401, 'token_expired')`,
        [idOfDaysAgo(daysAgo)],
      )
    const mark = (daysAgo: number) =>
      db.query(
        `insert into seen_refusal (cause, until, issuer, client_id, tenant)
         values ($1::text, now() - $1::text::int * interval '1 day', '', '', '')`,
        [daysAgo],
      )
    const instance = (daysAgo: number, seenDaysAgo: number) =>
      db.query(
        `insert into instance (id, role, version, handler_ids, last_seen_at)
         values ($1, 'all', '', '{}', now() - $2 * interval '1 day')`,
        [idOfDaysAgo(daysAgo), seenDaysAgo],
      )
    await Promise.all([store(91), store(89), refuse(15), refuse(13), mark(15), mark(13)])
    await Promise.all([instance(200, 91), instance(201, 0), instance(10, 10)])
    await pass()
    expect(await counts(['message', 'refusal', 'seen_refusal', 'instance'])).toEqual({
      message: 1,
      refusal: 1,
      seen_refusal: 1,
      instance: 2,
    })
    await expect(db.query('select 1 from refusal')).resolves.toMatchObject({ rowCount: 1 })
  })

  describe('of records of reveals', () => {
    const auditMs = 365 * DAY_MS
    const revealed = async (daysAgo: number, messageId: string | null, key = 'seen') => {
      const id = idOfDaysAgo(daysAgo)
      await db.query(
        `with s as (
           insert into subject (company, kind, key_digest, key)
             values ('ACME', 'userId', md5($4)::uuid, convert_to($4, 'UTF8'))
           on conflict (company, kind, key_digest) do update set key = excluded.key returning id
         ), a as (
           insert into action_subject (subject_id, action_id) select id, $1 from s
         )
         insert into action (id, kind, detail, issuer, client_id, tenant, requested_at, state, finished_at)
         values ($1, 'reveal', $2, '', '', '', now(), 'finished', now() - $3 * interval '1 day')`,
        [id, JSON.stringify({ what: 'values', messageId }), daysAgo, key],
      )
      return id
    }
    const reveals = async () => {
      const { rows } = await db.query(`select id from action where kind = 'reveal' order by id`)
      return rows.map(({ id }) => id as string)
    }

    it('keeps them a year, longer than the message and the person, by reference', async () => {
      const message = await storeMessage(db, 'seen', 300)
      const kept = [await revealed(300, message), await revealed(364, null)]
      await revealed(366, null)
      await revealed(366, idOfDaysAgo(400))
      await pass()
      expect(await counts(['message', 'subject'])).toEqual({ message: 0, subject: 0 })
      expect(await reveals()).toEqual(kept.sort())
      expect(await count('action_subject')).toBe(2)
    })

    it('keeps them as long as the message that they showed', async () => {
      const parked = await storeMessage(db, 'seen', 900, { state: 'failed', holdsPlace: true })
      const id = await revealed(899, parked)
      for (let other = 0; other < 450; other += 1) await revealed(500 + other / 100, null)
      await pass()
      expect(await reveals()).toEqual([id])
      expect(await count('action_subject')).toBe(1)
    })

    it('never keeps them shorter than messages', async () => {
      const id = await revealed(399, null)
      await db.query('update job set due_at = now()')
      const { run } = createRetention({
        pool,
        retentionMs: 400 * DAY_MS,
        auditMs,
        onFailure: (error) => failures.push(error),
      })
      while (await run());
      expect(failures).toEqual([])
      expect(await reveals()).toEqual([id])
    })
  })

  it('deletes what was to be handed to a handler that nobody has had for as long', async () => {
    const fanOut = (handlerId: number, messageId: string) =>
      db.query(
        'insert into pending_fan_out (handler_id, message_id, position) values ($1, $2, 1)',
        [handlerId, messageId],
      )
    const parked = await storeMessage(db, 'parked', 100, { state: 'failed', holdsPlace: true })
    const young = await storeMessage(db, 'young', 80)
    const waited = await storeMessage(db, 'waited for', 100)
    const gone = await storeMessage(db, 'gone', 100)
    for (const id of [parked, young, gone]) await fanOut(2, id)
    await fanOut(1, waited)
    await db.query(`update handler set retired_at = now() - interval '91 days' where id = 2`)
    try {
      await pass()
    } finally {
      await db.query('update handler set retired_at = null')
    }
    expect(await messages()).toEqual([parked, young, waited].sort())
    const { rows } = await db.query(
      'select handler_id as handler, message_id as id from pending_fan_out',
    )
    expect(rows).toHaveLength(2)
    expect(rows).toEqual(
      expect.arrayContaining([
        { handler: 1, id: waited },
        { handler: 2, id: young },
      ]),
    )
  })

  it('deletes an action with all items once none of them has a message any more', async () => {
    const act = (actionId: string, messageIds: readonly string[]) =>
      db.query(
        `with a as (
           insert into action (id, kind, issuer, client_id, tenant, requested_at, state, finished_at)
           values ($1, 'skip', '', '', '', now(), 'finished', now() - interval '95 days'))
         insert into action_item (message_id, ordinal, handler_id, run, action_id, result)
         select id, ordinal, 1, 0, $1, 'not_found'
         from unnest($2::uuid[]) as m (id) cross join generate_series(0, 2) as o (ordinal)`,
        [actionId, messageIds],
      )
    const kept = await storeMessage(db, 'parked', 100, { state: 'failed', holdsPlace: true })
    // More than one batch: retention was faster than the action that was to touch them.
    const missing = Array.from({ length: 700 }, () => idOfDaysAgo(99))
    await act(idOfDaysAgo(96), missing)
    await act(idOfDaysAgo(95), [missing[0] as string, kept])
    await pass()
    expect(await count('action_item', `message_id <> '${kept}'`)).toBe(0)
    expect(await count('action_item')).toBe(4)
    expect(await count('action', `kind = 'skip'`)).toBe(1)
    expect(await count('action')).toBe(2)
  })

  it('deletes alerts that have ended, told or not', async () => {
    const alert = (about: string, endedDaysAgo: number | null, due: boolean) =>
      db.query(
        `insert into alert (id, kind, about, count, opened_at, ended_at, due_at)
         values (gen_random_uuid(), 'parked', $1, 1, now() - interval '400 days',
           now() - $2::int * interval '1 day', case when $3 then now() end)`,
        [about, endedDaysAgo, due],
      )
    await alert('told', 91, false)
    // There was a webhook once.
    await alert('never told', 91, true)
    await alert('recent', 89, false)
    await alert('open', null, true)
    await pass()
    const { rows } = await db.query('select about from alert order by about')
    expect(rows).toEqual([{ about: 'open' }, { about: 'recent' }])
  })

  it('leaves nothing of what a service has recorded and handled but what is parked', async () => {
    const bed = await createTestBed()
    try {
      const instance = await bed.startInstance({
        handlers: {
          picky: {
            on: '*',
            run: (event) => (event.key('userId') === 'bad' ? reject('no') : undefined),
          },
        },
      })
      const token = await bed.token()
      const send = (...userIds: string[]) =>
        request(instance.url)
          .post('/http/successfactors/events/ACME')
          .set('Authorization', `Bearer ${token}`)
          .set('Content-Type', 'text/xml')
          .send(soapMessage(userIds.map((userId) => ({ userId }))))
          .expect(200)
      await send('good', 'better')
      await send('bad')
      await send('good', 'bad')
      await send('good')
      await bed.settled()
      await instance.stop()
      const later = poolAfter(bed.database, 91)
      try {
        const { run } = createRetention({
          pool: later,
          retentionMs,
          onFailure: (error) => failures.push(error),
        })
        // The service was at it, too: its pass may have been anywhere.
        await bed.db.query(`delete from job`)
        while (await run());
      } finally {
        await later.end()
      }
      expect(failures).toEqual([])
      const { rows } = await bed.db.query(
        `select (select count(*)::int from message) as messages,
           (select count(*)::int from identity) as identities,
           (select count(*)::int from lane) as lanes,
           (select array_agg(convert_from(key, 'UTF8') order by key) from subject) as subjects,
           (select array_agg(state order by state) from delivery) as deliveries`,
      )
      expect(rows).toEqual([
        {
          messages: 2,
          identities: 3,
          lanes: 2,
          subjects: ['bad', 'good'],
          deliveries: ['completed', 'failed', 'waiting'],
        },
      ])
    } finally {
      await bed.stop()
    }
  })

  it('works in small batches, and goes on where it was', async () => {
    const stays = await storeMessage(db, 'parked', 300, { state: 'failed', holdsPlace: true })
    for (let day = 299; day > 99; day -= 1) await storeMessage(db, `p${day % 7}`, day)
    await storeMessage(db, 'many', 95)
    await db.query(
      `update message set event_count = 600 where id = (select max(id::text)::uuid from message)`,
    )
    const last = await storeMessage(db, 'last', 94)
    const { run } = retention()
    expect(await run()).toBe(true)
    expect(await count('message')).toBe(4)
    // Another instance takes over.
    expect(await retention().run()).toBe(true)
    expect(await messages()).toEqual([stays, last])
    await pass()
    expect(await messages()).toEqual([stays])
  })

  it('is done by one instance at a time', async () => {
    const claims = await Promise.all(
      Array.from({ length: 8 }, () => claimJob(pool, 'retention', 60_000)),
    )
    const [held, ...more] = claims.filter((claim) => claim !== null)
    expect(more).toEqual([])
    expect(await retention().run()).toBe(false)
    // The hold of a frozen instance is over, another one goes on, and the first one changes nothing.
    const later = poolAfter(database, 1)
    const next = await claimJob(later, 'retention', 60_000)
    expect(next).not.toBeNull()
    if (held === undefined || next === null) return
    expect(await endJob(pool, held, 0, { step: 'late' })).toBe(false)
    expect(await endJob(later, next, 0, { step: 'here' })).toBe(true)
    await later.end()
    const { rows } = await db.query('select cursor from job')
    expect(rows).toEqual([{ cursor: { step: 'here' } }])

    await db.query('delete from job')
    for (let index = 0; index < 500; index += 1) await storeMessage(db, `p${index % 9}`, 100)
    let batches = 0
    await Promise.all(
      [retention(), retention(), retention()].map(async ({ run }) => {
        await settledOrTimeout(async () => {
          while (await run()) batches += 1
          return (await count('message')) === 0
        }, 'all to be deleted')
      }),
    )
    expect(failures).toEqual([])
    expect(batches).toBeLessThan(20)
  })

  describe('while a person is recorded', () => {
    const person = { company: 'ACME', kind: 'userId', key: 'raced' }

    it('waits for who has looked the person up', async () => {
      await storeMessage(db, 'raced', 100)
      const recording = await pool.connect()
      await recording.query('begin')
      await keepSubjects(recording)
      const [subject] = await findOrAddSubjects(recording, [person])
      const { run } = retention()
      while ((await run()) && failures.length === 0);
      expect(failures).toEqual([expect.objectContaining({ code: '55P03' })])
      await recording.query(
        `insert into event (message_id, ordinal, position, subject_id, other_content) values ($1, 0, 1, $2, false)`,
        [idOfDaysAgo(0), subject],
      )
      await recording.query('commit')
      recording.release()
      failures = []
      await pass()
      expect((await db.query('select id from subject')).rows).toEqual([{ id: subject }])
    })

    it('lets who comes meanwhile add the person anew', async () => {
      await storeMessage(db, 'raced', 100)
      const sweep = await db.connect()
      await sweep.query('begin')
      await sweep.query('select pg_advisory_xact_lock($1)', [SUBJECTS_LOCK])
      const recording = await pool.connect()
      await recording.query('begin')
      const found = keepSubjects(recording).then(() => findOrAddSubjects(recording, [person]))
      await settledOrTimeout(
        async () => (await count('pg_locks', `locktype = 'advisory' and not granted`)) === 1,
        'the recording to wait',
      )
      await sweep.query('delete from subject')
      await sweep.query('commit')
      sweep.release()
      const [subject] = await found
      await recording.query('commit')
      recording.release()
      expect((await db.query('select id from subject')).rows).toEqual([{ id: subject }])
    })

    it('loses no one, however often', async () => {
      const ended = { recording: false }
      const record = async (seed: number) => {
        const client = await pool.connect()
        for (let round = 0; round < 150; round += 1) {
          const id = idOfDaysAgo(100)
          const keys = [seed, round].map((n) => ({ ...person, key: `p${n % 5}` }))
          const distinct = [...new Map(keys.map((key) => [key.key, key])).values()]
          await client.query('begin')
          await keepSubjects(client)
          const ids = await findOrAddSubjects(client, distinct)
          await extendLanes(
            client,
            ids.map((subjectId) => ({
              ...{ handlerId: 1, subjectId, count: 0, publishedAt: null, mayStart: false },
            })),
            null,
          )
          await client.query(
            `insert into event (message_id, ordinal, position, subject_id, other_content)
             select $1, ordinal, 1, subject_id, false
             from unnest($2::bigint[]) with ordinality as s (subject_id, ordinal)`,
            [id, ids],
          )
          await client.query(
            `insert into message (id, received_at, state, event_count, caller_id, instance_id, correlation_id, body)
             values ($1, now(), 'recorded', 1, 1, $1, '', 'x')`,
            [id],
          )
          await client.query('commit')
        }
        client.release()
      }
      const sweep = async () => {
        const { run } = retention(db)
        let lost = 0
        while (!ended.recording) {
          await db.query('update job set due_at = now()')
          while (await run());
          lost += await count(
            'event e',
            'not exists (select from subject s where s.id = e.subject_id)',
          )
          lost += await count(
            'lane l',
            'not exists (select from subject s where s.id = l.subject_id)',
          )
        }
        return lost
      }
      const swept = sweep()
      await Promise.all([record(0), record(1), record(2)])
      ended.recording = true
      expect(await swept).toBe(0)
      expect(failures.filter((error) => (error as { code?: string }).code !== '55P03')).toEqual([])
      failures = []
      await db.query('delete from job')
      await pass()
      expect(await counts(['message', 'event', 'lane', 'subject'])).toEqual({
        message: 0,
        event: 0,
        lane: 0,
        subject: 0,
      })
    })
  })
})
