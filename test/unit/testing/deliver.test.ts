import { describe, expect, it, jest } from '@jest/globals'
import { type HandlerDefinition, reject, retryAfter } from '#handler'
import { anEvent, deliver } from '#testing'
import { event, handler } from './some-delivery.ts'

describe('deliver', () => {
  it('completes, and has what the handler logged, masked', async () => {
    const delivered = await deliver(
      handler((_, { log }) => log.warn('user 20001', { mail: 'a@b.example' })),
      event,
    )
    expect(delivered).toMatchObject({ outcome: 'completed', reason: null, delays: [] })
    expect(delivered.log).toMatchObject([
      { level: 'warn', text: 'user ‹userId›', data: '{"mail":"‹mail›"}' },
    ])
  })

  it.each<[string, string, number[], HandlerDefinition['run']]>([
    [
      'retry',
      'boom ‹userId›',
      [1_000],
      () => {
        throw new Error('boom 20001')
      },
    ],
    ['rejected', 'never', [], () => reject('never')],
    ['retry', 'busy', [5_000], () => retryAfter(5_000, 'busy')],
  ])('ends one attempt as %s: %s', async (outcome, reason, delays, run) => {
    const delivered = await deliver(handler(run), event, { maxAttempts: 1 })
    expect(delivered).toMatchObject({ outcome, reason, delays })
  })

  it('ends an attempt at the time limit', async () => {
    const delivered = await deliver(
      handler((_, { signal }) => untilAborted(signal)),
      event,
      { timeoutMs: 5, maxAttempts: 1 },
    )
    expect(delivered).toMatchObject({
      outcome: 'retry',
      attempts: [{ outcome: 'timed-out' }],
      reason: 'the attempt took longer than 5 ms',
    })
  })

  it('says that a run which ignores its signal goes on', async () => {
    jest.useFakeTimers()
    try {
      const hangs = deliver(
        handler(() => new Promise<never>(() => undefined)),
        event,
        { timeoutMs: 5, maxAttempts: 1 },
      )
      await jest.advanceTimersByTimeAsync(5_000)
      expect(await hangs).toMatchObject({
        attempts: [{ outcome: 'timed-out' }],
        reason:
          'the attempt took longer than 5 ms, and the handler still runs: pass signal to its calls',
      })
    } finally {
      jest.useRealTimers()
    }
  })

  it.each(['before', 'during'])('is given back when the service stops %s the run', async (when) => {
    const stop = new AbortController()
    if (when === 'before') stop.abort()
    const run: HandlerDefinition['run'] = (_, { signal }) => {
      if (when === 'during') setImmediate(() => stop.abort())
      return untilAborted(signal)
    }
    const delivered = await deliver(handler(run), event, { stop: stop.signal })
    expect(delivered.outcome).toBe('released')
  })

  it('gives the handler its context', async () => {
    let seen: unknown
    await deliver(
      handler((_, { attempt, idempotencyKey, isReplay, late, setting }) => {
        seen = {
          attempt,
          idempotencyKey,
          isReplay,
          late,
          a: setting('A', 'x'),
          b: setting('B', 'y'),
        }
      }),
      event,
      { attempt: 3, idempotencyKey: 'k', isReplay: true, late: true, settings: { A: 'given' } },
    )
    expect(seen).toEqual({
      attempt: 3,
      idempotencyKey: 'k',
      isReplay: true,
      late: true,
      a: 'given',
      b: 'y',
    })
  })

  it('refuses what the service would refuse', async () => {
    const run = () => undefined
    const other = anEvent({ type: 'another.Type' })
    await expect(deliver(handler(run), other)).rejects.toThrow("got 'another.Type'")
    await expect(deliver(handler(run, { timeoutMs: 0 }), event)).rejects.toThrow('timeoutMs')
    await expect(deliver({ on: '*', run }, event)).rejects.toThrow('defineHandler')
  })
})

describe('a forgotten await', () => {
  it('fails the attempt when an effect still goes on, and says before which call', async () => {
    let ended = false
    const forgetful = handler((_, { once }) => {
      void once('send', async () => {
        await new Promise(setImmediate)
        ended = true
      })
    })
    const delivered = await deliver(forgetful, event, { maxAttempts: 1 })
    expect(delivered).toMatchObject({
      outcome: 'retry',
      reason: expect.stringMatching(/returned before once\("send"\) had ended: write await/),
      effects: [{ name: 'send', state: 'finished' }],
    })
    expect(ended).toBe(true)
  })

  it('is none where the handler awaits later, or hands the promise back', async () => {
    const patient = handler(async (_, { once, cancelScheduled }) => {
      const both = [once('a', () => 1), once('b', async () => 2), cancelScheduled('moved')]
      await Promise.all(both)
      return once('c', async () => 3)
    })
    const caught = handler(async (_, { once }) => {
      await once('a', () => Promise.reject(new Error('no'))).catch(() => undefined)
    })
    expect((await deliver(patient, event)).outcome).toBe('completed')
    expect((await deliver(caught, event)).outcome).toBe('completed')
  })
})

describe('anEvent', () => {
  it('reads dates and finds values as the service does', () => {
    const built = anEvent({
      keys: { userId: '', startDate: '2026-01-01' },
      effectiveStartDate: '2026-01-01',
      publishedAt: '1790000000000',
    })
    expect(built.key('userId')).toBeNull()
    expect(built.key('startDate')).toBe('2026-01-01')
    expect(built.effectiveStartDate?.iso).toBe('2026-01-01')
    expect(built.publishedAt?.iso).toBe('2026-09-21T14:13:20.000Z')
  })
})

function untilAborted(signal: AbortSignal): Promise<never> {
  return new Promise((_, refuse) => {
    if (signal.aborted) refuse(signal.reason)
    signal.addEventListener('abort', () => refuse(signal.reason))
  })
}
