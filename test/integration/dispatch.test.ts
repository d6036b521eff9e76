import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals'
import request from 'supertest'
import { type HandlerDefinition, type HandlerEvent, reject, retryAfter } from '../../lib/handler.ts'
import { settledOrTimeout } from '../support/eventually.ts'
import { createTestBed, type TestBed, type TestInstance } from '../support/test-service.ts'

const RETRY = { attempts: 3, firstDelayMs: 10, maxDelayMs: 20 }

describe('dispatch', () => {
  let bed: TestBed
  let instance: TestInstance

  beforeAll(async () => {
    bed = await createTestBed()
  })
  afterAll(() => bed.stop())
  beforeEach(async () => {
    await bed.reset()
  })
  afterEach(() => instance.stop())

  const start = async (handlers: Record<string, HandlerDefinition>) => {
    instance = await bed.startInstance({ handlers })
  }
  const send = (...userIds: string[]) => instance.send(userIds)
  const deliveries = async () => {
    const { rows } = await bed.db.query(
      `select h.name as handler, convert_from(s.key, 'UTF8') as user, d.state, d.holds_place, d.counted_attempts, d.attempts_started, d.reason_code
       from delivery d join handler h on h.id = d.handler_id join subject s on s.id = d.subject_id
       order by h.name, d.position`,
    )
    return rows
  }
  const attempts = async () => {
    const { rows } = await bed.db.query(
      `select number, outcome, convert_from(error, 'UTF8')::jsonb as error,
         convert_from(log, 'UTF8')::jsonb as log
       from attempt order by message_id, ordinal, handler_id, number`,
    )
    return rows
  }

  it('runs the events of each employee one at a time, in the order of recording', async () => {
    const seen: string[] = []
    const running = new Set<string>()
    await start({
      keep: {
        on: '*',
        async run(event) {
          const userId = event.key('userId') as string
          expect(running.has(userId)).toBe(false)
          running.add(userId)
          await new Promise((resolve) => setTimeout(resolve, 2))
          running.delete(userId)
          seen.push(`${userId} ${event.messageId} ${event.ordinal}`)
        },
      },
    })
    const sent: string[] = []
    for (let round = 0; round < 10; round += 1) {
      const users = ['a', 'b', 'a', 'c']
      const id = await send(...users)
      users.forEach((user, ordinal) => {
        sent.push(`${user} ${id} ${ordinal}`)
      })
    }
    await bed.settled()
    const of = (list: string[], user: string) => list.filter((line) => line.startsWith(user))
    expect(seen).toHaveLength(40)
    for (const user of ['a', 'b', 'c']) expect(of(seen, user)).toEqual(of(sent, user))
  })

  it('keeps a lane closed while its head is retried, and lets the others pass', async () => {
    const seen: string[] = []
    let failures = 0
    await start({
      flaky: {
        on: '*',
        retry: { ...RETRY, attempts: 5 },
        run(event, { attempt }) {
          const userId = event.key('userId') as string
          if (userId === 'weak' && failures < 3) {
            failures += 1
            throw new Error('target is down')
          }
          seen.push(`${userId}#${attempt}`)
        },
      },
    })
    await send('weak', 'weak', 'strong')
    await bed.settled()
    expect(seen.filter((line) => line.startsWith('weak'))).toEqual(['weak#4', 'weak#1'])
    expect(seen).toContain('strong#1')
    expect((await attempts()).map((row) => row.outcome)).toEqual([
      'retry',
      'retry',
      'retry',
      'completed',
      'completed',
      'completed',
    ])
  })

  it('parks the lane when the attempts are used up: later events wait visibly, handlers are independent', async () => {
    await start({
      broken: {
        on: '*',
        retry: RETRY,
        run(event) {
          if (event.key('userId') === 'poor') {
            throw new Error(`no account for ${event.key('userId')} or a.b@example.com`)
          }
        },
      },
      sound: { on: '*', run: () => undefined },
    })
    await send('poor')
    await send('poor', 'rich')
    await bed.settled()
    const reason_code = 'failed_attempts_used_up'
    const done = {
      state: 'completed',
      holds_place: false,
      counted_attempts: 1,
      attempts_started: 1,
      reason_code: null,
    }
    expect(await deliveries()).toEqual([
      {
        handler: 'broken',
        user: 'poor',
        state: 'failed',
        holds_place: true,
        counted_attempts: 3,
        attempts_started: 3,
        reason_code,
      },
      {
        handler: 'broken',
        user: 'poor',
        state: 'waiting',
        holds_place: true,
        counted_attempts: 0,
        attempts_started: 0,
        reason_code: null,
      },
      { handler: 'broken', user: 'rich', ...done },
      { handler: 'sound', user: 'poor', ...done },
      { handler: 'sound', user: 'poor', ...done },
      { handler: 'sound', user: 'rich', ...done },
    ])
    const { rows: lanes } = await bed.db.query(
      `select status, waiting, due_at, leased_by from lane where status = 'parked'`,
    )
    expect(lanes).toEqual([{ status: 'parked', waiting: 2, due_at: null, leased_by: null }])
    const [attempt] = await attempts()
    expect(attempt.error.message).toBe('no account for ‹userId› or ‹mail›')
    expect(instance.log.join('')).not.toContain('poor')
  })

  it('rejects at once, skips where the handler says so, and obeys retryAfter', async () => {
    let later = 0
    await start({
      rejecting: { on: '*', retry: RETRY, run: () => reject('no userId') },
      skipping: { on: '*', onFailure: 'skip', run: () => reject('not for us') },
      waiting: {
        on: '*',
        run() {
          later += 1
          if (later === 1) retryAfter(5, 'the target asks for a pause')
        },
      },
    })
    await send('a')
    await bed.settled()
    expect(await deliveries()).toEqual([
      expect.objectContaining({
        handler: 'rejecting',
        state: 'failed',
        holds_place: true,
        attempts_started: 1,
      }),
      expect.objectContaining({
        handler: 'skipping',
        state: 'failed',
        holds_place: false,
        attempts_started: 1,
      }),
      expect.objectContaining({ handler: 'waiting', state: 'completed', attempts_started: 2 }),
    ])
  })

  it('ends an attempt at its time limit, with its signal aborted', async () => {
    const aborted: boolean[] = []
    await start({
      slow: {
        on: '*',
        timeoutMs: 30,
        retry: { ...RETRY, attempts: 1 },
        async run(_event, { signal }) {
          await new Promise((resolve) => signal.addEventListener('abort', resolve))
          aborted.push(signal.aborted)
          signal.throwIfAborted()
        },
      },
    })
    await send('a')
    await bed.settled()
    expect(aborted).toEqual([true])
    expect((await attempts()).map((row) => row.outcome)).toEqual(['timed-out'])
    expect(await deliveries()).toEqual([
      expect.objectContaining({ state: 'failed', reason_code: 'timed_out_attempts_used_up' }),
    ])
  })

  it('parks a delivery whose orderBy throws, and refuses no message', async () => {
    await start({
      confused: {
        on: '*',
        orderBy() {
          throw new Error('cannot tell')
        },
        run: () => undefined,
      },
      sound: { on: '*', orderBy: (event) => event.param('personIdExternal'), run: () => undefined },
    })
    await send('a')
    await settledOrTimeout(async () => {
      const { rows } = await bed.db.query(`select 1 from lane where status = 'parked'`)
      return rows.length === 1
    }, 'the lane to park')
    await bed.settled()
    expect(await deliveries()).toEqual([
      expect.objectContaining({
        handler: 'confused',
        state: 'failed',
        reason_code: 'order_by_failed',
      }),
      expect.objectContaining({ handler: 'sound', user: 'Pa', state: 'completed' }),
    ])
  })

  it('gives the same idempotency key to every attempt, and what a handler logs stays with the attempt', async () => {
    const keys: string[] = []
    await start({
      logging: {
        on: '*',
        retry: RETRY,
        run(event, { idempotencyKey, log, attempt }) {
          keys.push(idempotencyKey)
          log.info(`account of ${event.key('userId')}`, { attempt, of: event.key('userId') })
          if (attempt === 1) throw new Error('once more')
        },
      },
    })
    await send('20001')
    await bed.settled()
    expect(keys).toHaveLength(2)
    expect(keys[0]).toBe(keys[1])
    const [first] = await attempts()
    expect(first.log).toEqual([
      expect.objectContaining({
        level: 'info',
        text: 'account of ‹userId›',
        data: '{"attempt":1,"of":"‹userId›"}',
      }),
    ])
    expect(instance.log.join('')).not.toContain('account of')
  })

  it('goes on in another instance after the lease, and a late end has no effect', async () => {
    let release: () => void = () => undefined
    const frozen = new Promise<void>((resolve) => {
      release = resolve
    })
    const fences: string[] = []
    await start({
      once: {
        on: '*',
        async run(_event, { fence }) {
          fences.push(fence)
          if (fences.length === 1) await frozen
        },
      },
    })
    await send('a', 'a')
    await settledOrTimeout(() => fences.length === 1, 'the first attempt to start')
    // What the clock would do: the lease is over while its holder hears nothing of it.
    await bed.db.query(`update lane set due_at = now() - interval '1 second'`)
    const second = await bed.startInstance({
      handlers: { once: { on: '*', run: (_e, c) => void fences.push(c.fence) } },
    })
    await bed.settled()
    release()
    await settledOrTimeout(
      () => instance.log.some((line) => line.includes('after its lease, without effect')),
      'the late end to be noticed',
    )
    await second.stop()
    const [first = 0] = fences.map(Number)
    expect(fences.map(Number)).toEqual([first, first + 1, first + 2])
    expect((await attempts()).map((row) => row.outcome)).toEqual([
      'abandoned',
      'completed',
      'completed',
    ])
    expect(await deliveries()).toEqual([
      expect.objectContaining({ state: 'completed', attempts_started: 2, counted_attempts: 1 }),
      expect.objectContaining({ state: 'completed', attempts_started: 1 }),
    ])
  })

  it('does not start what a held handler has, goes on receiving, and drains when it runs again', async () => {
    const seen: string[] = []
    let passed = 0
    await start({
      held: { on: '*', run: (event) => void seen.push(event.key('userId') as string) },
      free: {
        on: '*',
        run() {
          passed += 1
        },
      },
    })
    await bed.db.query(`update handler set state = 'held' where name = 'held'`)
    await send('a')
    await send('b', 'a')
    await settledOrTimeout(() => passed === 3, 'the other handler to go on')
    expect(seen).toEqual([])
    await bed.db.query(`update handler set state = 'running'`)
    await bed.settled()
    expect([...seen].sort()).toEqual(['a', 'a', 'b'])
  })

  it('runs what is due behind lanes that park without an attempt, and says that they park', async () => {
    const seen: string[] = []
    await start({
      confused: {
        on: '*',
        concurrency: 2,
        // Its starts are counted in claims: the good event waits there with the others.
        totalConcurrency: 2,
        orderBy(event) {
          if (event.key('userId') !== 'good') throw new Error('cannot tell')
          return null
        },
        run: (event) => void seen.push(event.key('userId') as string),
      },
    })
    await send(...Array.from({ length: 20 }, (_, index) => `bad${index}`), 'good')
    await settledOrTimeout(() => seen.length === 1, 'the good event')
    const parked = () => instance.log.filter((line) => line.includes('"lane parked"'))
    await settledOrTimeout(() => parked().length === 20, 'the other lanes to park')
  })

  it.each([
    ['an object without a prototype', () => Object.create(null)],
    ['an error whose cause has no text', () => new Error('x', { cause: Object.create(null) })],
    [
      'a proxy that refuses',
      () =>
        new Proxy(
          {},
          {
            getPrototypeOf: () => null,
            get: () => {
              throw new Error('no')
            },
          },
        ),
    ],
    ['nothing', () => undefined],
  ])('settles an attempt that throws %s', async (_what, thrown) => {
    await start({
      odd: {
        on: '*',
        retry: { ...RETRY, attempts: 1 },
        run() {
          throw thrown()
        },
      },
    })
    await send('a')
    await bed.settled()
    expect(await deliveries()).toEqual([expect.objectContaining({ state: 'failed' })])
  })

  it('receives in one process and dispatches in another', async () => {
    const seen: string[] = []
    const handlers = {
      split: { on: '*', run: (event: HandlerEvent) => void seen.push(event.messageId) },
    }
    instance = await bed.startInstance({ handlers, environment: { ROLE: 'ingest' } })
    const dispatcher = await bed.startInstance({ handlers, environment: { ROLE: 'dispatch' } })
    const id = await send('a')
    await bed.settled()
    expect(seen).toEqual([id])
    await request(dispatcher.url).post('/http/successfactors/events').expect(404)
    await dispatcher.stop()
  })

  it('gives back what does not end when the service stops', async () => {
    let started = false
    await start({
      endless: {
        on: '*',
        run(_event, { signal }) {
          started = true
          return new Promise((_resolve, fail) => {
            signal.addEventListener('abort', () => fail(signal.reason))
          })
        },
      },
    })
    await send('a')
    await settledOrTimeout(() => started, 'the handler to start')
    await instance.stop()
    expect((await attempts()).map((row) => row.outcome)).toEqual(['released'])
    expect(await deliveries()).toEqual([
      expect.objectContaining({
        state: 'waiting',
        holds_place: true,
        counted_attempts: 0,
        attempts_started: 1,
      }),
    ])
    const { rows } = await bed.db.query('select due_at <= now() as due, leased_by from lane')
    expect(rows).toEqual([{ due: true, leased_by: null }])
  })
})
