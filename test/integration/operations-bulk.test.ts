import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals'
import request from 'supertest'
import { type HandlerDefinition, reject } from '../../lib/handler.ts'
import { settledOrTimeout } from '../support/eventually.ts'
import { openedJson } from '../support/opened.ts'
import {
  type OperationsOptions,
  startOperations,
  type TestOperations,
} from '../support/operations-bed.ts'
import { HIRE, soapMessage } from '../support/soap-message.ts'
import { createTestBed, type TestBed, type TestInstance } from '../support/test-service.ts'

const MANY = 250

describe('actions for many', () => {
  let bed: TestBed
  let instance: TestInstance
  let api: TestOperations

  const failing: HandlerDefinition = { on: '*', concurrency: 50, run: () => reject('not now') }
  const sound: HandlerDefinition = { on: '*', concurrency: 50, run: () => undefined }

  beforeAll(async () => {
    bed = await createTestBed()
  })
  afterAll(() => bed.stop())
  beforeEach(async () => {
    await bed.reset()
  })
  afterEach(async () => {
    await instance.stop()
    await api.stop()
    expect(api.internalErrors).toEqual([])
    expect(api.failures).toEqual([])
  })

  const send = async (users: readonly string[], body?: string): Promise<string> => {
    const answer = await request(instance.url)
      .post('/http/successfactors/events/ACME')
      .set('Authorization', `Bearer ${await bed.token()}`)
      .set('Content-Type', 'text/xml')
      .send(body ?? soapMessage(users.map((userId) => ({ userId }))))
    return answer.headers.sap_messageprocessinglogid as string
  }
  const users = (number: number) => Array.from({ length: number }, (_, index) => `u${index}`)
  /** Runs what was sent to its end, then leaves the database to the test. */
  const given = async (
    handlers: Record<string, HandlerDefinition>,
    messages: readonly (readonly string[])[],
    options: OperationsOptions = {},
  ) => {
    instance = await bed.startInstance({ handlers })
    for (const message of messages) await send(message)
    await settledOrTimeout(async () => {
      const { rows } = await bed.db.query(`select 1 from lane where due_at is not null`)
      return rows.length === 0
    }, 'all to be settled')
    await instance.stop()
    api = await startOperations(bed, options)
  }
  const states = async () => {
    const { rows } = await bed.db.query(
      `select state, count(*)::int as count from delivery group by state order by state`,
    )
    return Object.fromEntries(rows.map(({ state, count }) => [state, count]))
  }
  const start = async (path: string, body: object): Promise<string> => {
    const answer = await api.post(path, body).expect(202)
    return answer.body.actionId
  }
  const progress = async (id: string) => (await api.get(`/actions/${id}`).expect(200)).body
  const runToEnd = async () => {
    let batches = 0
    while (await api.runner.runDue()) batches += 1
    return batches
  }

  it('counts first, then works off batch by batch, and shows how far it is', async () => {
    await given({ failing, sound }, [users(MANY)])
    const filter = { handler: 'failing', state: 'failed' }
    const dry = await api.post('/deliveries/actions/replay', { filter, dryRun: true }).expect(202)
    expect(dry.body).toEqual({ actionId: null, matched: MANY, atLeast: false })
    expect(await api.runner.runDue()).toBe(false)

    const { body } = await api
      .post('/deliveries/actions/replay', { filter, comment: 'the target is back' })
      .expect(202)
    expect(body).toMatchObject({ matched: MANY, atLeast: false })
    expect(await progress(body.actionId)).toMatchObject({
      state: 'running',
      matched: MANY,
      done: 0,
    })
    expect(await api.runner.runDue()).toBe(true)
    expect(await progress(body.actionId)).toMatchObject({ state: 'running', done: 200 })
    expect(await states()).toEqual({ completed: MANY, failed: 50, waiting: 200 })
    expect(await runToEnd()).toBe(1)
    expect(await progress(body.actionId)).toMatchObject({
      kind: 'replay',
      filter,
      state: 'finished',
      done: MANY,
      refused: 0,
      errorCode: null,
      finishedAt: expect.any(String),
    })
    expect(await states()).toEqual({ completed: MANY, waiting: MANY })
    expect(api.due).toBe(2)
    const { body: items } = await api
      .get(`/actions/${body.actionId}/items`, { limit: 200, result: 'done' })
      .expect(200)
    const { body: rest } = await api
      .get(`/actions/${body.actionId}/items`, { limit: 200, cursor: items.next })
      .expect(200)
    expect(items.items.length + rest.items.length).toBe(MANY)
    expect(rest.next).toBeNull()
  })

  it('skips, cancels and edits many; without a state it means what the action can be done on', async () => {
    await given({ failing }, [['a', 'b'], ['a', 'b'], ['c']])
    expect(await states()).toEqual({ failed: 3, waiting: 2 })
    await api.post('/deliveries/actions/skip', { filter: {} }).expect(400)
    await api.post('/deliveries/actions/cancel', { filter: {}, dryRun: true }).expect(400)
    const event = { keys: [{ name: 'userId', value: 'x' }] }
    await api.post('/deliveries/actions/edit', { filter: {}, event }).expect(400)
    await api.post('/deliveries/actions/edit', { filter: {} }).expect(400)
    await api.post('/deliveries/actions/replay', { filter: { text: 'a' } }).expect(400)
    await api.post('/deliveries/actions/replay', {}).expect(400)

    const edit = await start('/deliveries/actions/edit', {
      filter: { person: { key: 'c' } },
      event: { type: 'com.example.Right' },
    })
    await runToEnd()
    expect(await progress(edit)).toMatchObject({
      matched: 1,
      done: 1,
      filter: { subjects: [expect.any(String)] },
    })
    const edited = openedJson('editedEvent', 'edited_event', 'body')
    expect(await bed.rows(`select ${edited} as event from edited_event`)).toEqual([
      { event: expect.objectContaining({ type: 'com.example.Right', entityType: 'EmpJob' }) },
    ])

    const skip = await start('/deliveries/actions/skip', { filter: {}, comment: 'done by hand' })
    await runToEnd()
    expect(await progress(skip)).toMatchObject({ matched: 2, done: 2, refused: 0 })
    expect(await states()).toEqual({ skipped: 2, waiting: 3 })

    const cancel = await start('/deliveries/actions/cancel', {
      filter: { handler: 'failing' },
      comment: 'not wanted',
    })
    await runToEnd()
    expect(await progress(cancel)).toMatchObject({ matched: 3, done: 3 })
    expect(await states()).toEqual({ cancelled: 3, skipped: 2 })
    const { rows: lanes } = await bed.db.query('select distinct waiting, due_at, status from lane')
    expect(lanes).toEqual([{ waiting: 0, due_at: null, status: 'open' }])
  })

  it('runs many once more, each once, and ends', async () => {
    await given({ sound }, [users(MANY), ['u1']])
    const id = await start('/deliveries/actions/rerun', { filter: { handler: 'sound' } })
    await api.runner.runDue()
    // Runs that were added and are done do not count again.
    await bed.db.query(`update delivery set state = 'completed', holds_place = false where run > 0`)
    await runToEnd()
    expect(await progress(id)).toMatchObject({ state: 'finished', done: MANY + 1, refused: 0 })
    const { rows } = await bed.db.query(
      'select max(run) as run, count(*)::int as count from delivery',
    )
    expect(rows).toEqual([{ run: 1, count: 2 * (MANY + 1) }])
  })

  it('leaves alone what was recorded after it was asked for', async () => {
    await given({ failing }, [['a']])
    const id = await start('/deliveries/actions/replay', { filter: {} })
    // It fails as it is recorded; the instance only receives, so the action is left to the test.
    const failsAtOnce = { ...failing, orderBy: () => reject('cannot tell') }
    const environment = { ROLE: 'ingest' }
    instance = await bed.startInstance({ handlers: { failing: failsAtOnce }, environment })
    await send(['b'])
    expect((await states()).failed).toBe(2)
    await runToEnd()
    expect(await progress(id)).toMatchObject({ matched: 1, done: 1 })
    expect(await states()).toEqual({ failed: 1, waiting: 1 })
  })

  it('notes what another was faster with', async () => {
    await given({ failing }, [['a', 'b']])
    const id = await start('/deliveries/actions/rerun', { filter: {} })
    await bed.db.query(`update delivery set holds_place = false where ordinal = 0`)
    await runToEnd()
    expect(await progress(id)).toMatchObject({ matched: 0, done: 1, refused: 0 })
  })

  it('stops behind the batch that is under way', async () => {
    await given({ failing }, [users(MANY)])
    const id = await start('/deliveries/actions/replay', { filter: { type: HIRE } })
    await api.runner.runDue()
    const { body } = await api.post(`/actions/${id}/actions/stop`).expect(200)
    expect(body).toMatchObject({ state: 'stopped', done: 200, matched: MANY })
    expect(await runToEnd()).toBe(0)
    expect(await states()).toEqual({ failed: 50, waiting: 200 })
    const again = await api.post(`/actions/${id}/actions/stop`).expect(409)
    expect(again.body.error.code).toBe('action_ended')
    await api.post('/actions/01990000-0000-7000-8000-000000000001/actions/stop').expect(404)
  })

  it('goes on in another instance when one dies, and does nothing twice', async () => {
    await given({ failing }, [users(MANY)])
    const id = await start('/deliveries/actions/replay', { filter: {} })
    await api.runner.runDue()
    // Another instance has leased it, and is never heard of again.
    await bed.db.query(
      `update action set leased_by = gen_random_uuid(), due_at = now() + interval '1 hour'`,
    )
    expect(await api.runner.runDue()).toBe(false)
    await bed.db.query(`update action set due_at = now() - interval '1 second'`)
    const second = await startOperations(bed)
    await Promise.all([api.runner.runDue(), second.runner.runDue()])
    await runToEnd()
    await second.stop()
    expect(await progress(id)).toMatchObject({ state: 'finished', done: MANY, refused: 0 })
    const { rows } = await bed.db.query('select count(*)::int as count from action_item')
    expect(rows).toEqual([{ count: MANY }])
  })

  it('fills a handler up with past messages, in instances that have it', async () => {
    const asked: string[][] = []
    await given({ sound }, [['a'], ['b'], ['c']], {
      backfill: async (ids) => {
        asked.push([...ids])
        return { done: ids.length - 1, refused: 1 }
      },
    })
    const { rows } = await bed.db.query(
      `insert into handler (name, definition) values ('added', '{}') returning id`,
    )
    const path = '/handlers/added/actions/backfill'
    const filter = { types: [HIRE], company: 'ACME', from: '2020-01-01T00:00:00Z' }
    const dry = await api.post(path, { filter, dryRun: true }).expect(202)
    expect(dry.body).toEqual({ actionId: null, matched: 3, atLeast: false })
    for (const other of [
      { types: ['other'] },
      { company: 'OTHER' },
      { to: '2020-01-01T00:00:00Z' },
    ]) {
      const { body } = await api.post(path, { filter: other, dryRun: true }).expect(202)
      expect(body.matched).toBe(0)
    }
    const known = await api
      .post('/handlers/sound/actions/backfill', { filter: {}, dryRun: true })
      .expect(202)
    expect(known.body.matched).toBe(0)
    await api.post('/handlers/unknown/actions/backfill', { filter: {} }).expect(404)

    const id = await start(path, { filter })
    expect(await api.runner.runDue()).toBe(false)
    const having = await startOperations(bed, {
      handlerIds: [rows[0].id],
      backfill: async (ids, handlerId) => {
        expect(handlerId).toBe(rows[0].id)
        asked.push([...ids])
        return { done: ids.length - 1, refused: 1 }
      },
    })
    expect(await having.runner.runDue()).toBe(true)
    await having.stop()
    expect(asked).toEqual([[expect.any(String), expect.any(String), expect.any(String)]])
    expect(await progress(id)).toMatchObject({
      kind: 'backfill',
      state: 'finished',
      matched: 3,
      done: 2,
      refused: 1,
      detail: { handler: 'added' },
    })
    await bed.db.query(`update handler set retired_at = now() where name = 'added'`)
    const gone = await api.post(path, { filter: {} }).expect(409)
    expect(gone.body.error.code).toBe('handler_retired')
  })

  it('decodes again: one at once, many by filter', async () => {
    let readable = false
    const asked: string[][] = []
    await given({ sound }, [['a']], {
      decodeAgain: async (ids) => {
        asked.push([...ids])
        if (!readable) return { done: 0, refused: ids.length }
        await bed.db.query(`update message set state = 'recorded' where id = any($1)`, [ids])
        return { done: ids.length, refused: 0 }
      },
    })
    const { body: all } = await api.get('/messages').expect(200)
    const sound1 = all.items[0].id
    instance = await bed.startInstance({ handlers: { sound } })
    const broken = [await send([], '<a'), await send([], '<b'), await send([], '<c')]
    await instance.stop()

    const not = await api.post(`/messages/${sound1}/actions/decode`).expect(409)
    expect(not.body.error.code).toBe('not_undecodable')
    await api.post('/messages/01990000-0000-7000-8000-000000000001/actions/decode').expect(404)
    const still = await api.post(`/messages/${broken[0]}/actions/decode`).expect(409)
    expect(still.body.error).toEqual({
      code: 'still_undecodable',
      message: expect.stringContaining('xml_malformed'),
    })
    readable = true
    await api.post(`/messages/${broken[0]}/actions/decode`, { comment: 'fixed' }).expect(200)
    expect(asked).toEqual([[broken[0]], [broken[0]]])
    expect(api.due).toBe(1)
    const { body } = await api.get('/actions', { kind: 'decode' }).expect(200)
    expect(body.items).toEqual([
      expect.objectContaining({ state: 'finished', done: 1, refused: 0, comment: 'fixed' }),
      expect.objectContaining({ state: 'finished', done: 0, refused: 1 }),
    ])

    const path = '/messages/actions/decode'
    const dry = await api.post(path, { filter: { company: 'ACME' }, dryRun: true }).expect(202)
    expect(dry.body.matched).toBe(2)
    const other = await api.post(path, { filter: { status: 'NO_HANDLER' }, dryRun: true })
    expect(other.body.matched).toBe(0)
    const id = await start(path, { filter: {}, comment: 'a decoder that can' })
    await runToEnd()
    expect(asked.at(-1)).toEqual(broken.slice(1))
    expect(await progress(id)).toMatchObject({ state: 'finished', matched: 2, done: 2 })
  })

  it('takes over the decoding of one whose instance died', async () => {
    const asked: string[][] = []
    await given({ sound }, [], {
      decodeAgain: async (ids) => {
        asked.push([...ids])
        if (asked.length === 1) throw Object.assign(new Error('gone'), { code: '57P01' })
        return { done: 1, refused: 0 }
      },
    })
    instance = await bed.startInstance({ handlers: { sound } })
    const broken = await send([], '<a')
    await instance.stop()
    await api.post(`/messages/${broken}/actions/decode`).expect(503)
    expect(await api.runner.runDue()).toBe(false)
    await bed.db.query(`update action set due_at = now()`)
    await runToEnd()
    expect(asked).toEqual([[broken], [broken]])
    const { body } = await api.get('/actions').expect(200)
    expect(body.items).toEqual([expect.objectContaining({ state: 'finished', done: 1 })])
  })
})

describe('an action for many that cannot go on', () => {
  let bed: TestBed
  let api: TestOperations

  beforeAll(async () => {
    bed = await createTestBed()
    const instance = await bed.startInstance({ handlers: {} })
    await request(instance.url)
      .post('/http/successfactors/events/ACME')
      .set('Authorization', `Bearer ${await bed.token()}`)
      .set('Content-Type', 'text/xml')
      .send('<a')
    await instance.stop()
  })
  afterAll(async () => {
    await api.stop()
    await bed.stop()
  })

  it('is tried again where the database was away, and ends where it would fail again', async () => {
    const errors = [
      Object.assign(new Error('gone'), { code: '57P01' }),
      Object.assign(new Error('bad data'), { code: '22021' }),
    ]
    api = await startOperations(bed, {
      decodeAgain: async () => {
        throw errors.shift()
      },
    })
    const { body } = await api.post('/messages/actions/decode', { filter: {} }).expect(202)
    expect(await api.runner.runDue()).toBe(false)
    const path = `/actions/${body.actionId}`
    expect((await api.get(path).expect(200)).body).toMatchObject({ state: 'running', done: 0 })
    await bed.db.query(`update action set due_at = now()`)
    expect(await api.runner.runDue()).toBe(true)
    expect((await api.get(path).expect(200)).body).toMatchObject({
      state: 'failed',
      errorCode: 'internal',
      done: 0,
    })
    expect(api.failures).toHaveLength(2)
  })
})
