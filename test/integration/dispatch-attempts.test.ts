import { describe, expect, it } from '@jest/globals'
import { reject, retryAfter } from '../../lib/handler.ts'
import { useDispatchBed } from '../support/dispatch-bed.ts'
import { settledOrTimeout } from '../support/eventually.ts'

const RETRY = { attempts: 3, firstDelayMs: 10, maxDelayMs: 20 }

describe('an attempt', () => {
  const dispatch = useDispatchBed()
  const { start, send, deliveries, attempts } = dispatch

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
    await dispatch.bed.settled()
    expect(await deliveries()).toEqual([
      expect.objectContaining({
        handler: 'rejecting',
        state: 'failed',
        holdsPlace: true,
        attemptsStarted: 1,
      }),
      expect.objectContaining({
        handler: 'skipping',
        state: 'failed',
        holdsPlace: false,
        attemptsStarted: 1,
      }),
      expect.objectContaining({ handler: 'waiting', state: 'completed', attemptsStarted: 2 }),
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
    await dispatch.bed.settled()
    expect(aborted).toEqual([true])
    expect((await attempts()).map((row) => row.outcome)).toEqual(['timed-out'])
    expect(await deliveries()).toEqual([
      expect.objectContaining({ state: 'failed', reasonCode: 'timed_out_attempts_used_up' }),
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
      const { rows } = await dispatch.bed.db.query(`select 1 from lane where status = 'parked'`)
      return rows.length === 1
    }, 'the lane to park')
    await dispatch.bed.settled()
    expect(await deliveries()).toEqual([
      expect.objectContaining({
        handler: 'confused',
        state: 'failed',
        reasonCode: 'order_by_failed',
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
    await dispatch.bed.settled()
    expect(keys).toHaveLength(2)
    expect(keys[0]).toBe(keys[1])
    const [first] = await attempts()
    expect(first?.log).toEqual([
      expect.objectContaining({
        level: 'info',
        text: 'account of ‹userId›',
        data: '{"attempt":1,"of":"‹userId›"}',
      }),
    ])
    expect(dispatch.instance.log.join('')).not.toContain('account of')
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
    await dispatch.bed.settled()
    expect(await deliveries()).toEqual([expect.objectContaining({ state: 'failed' })])
  })
})
