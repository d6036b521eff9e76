import { describe, expect, it } from '@jest/globals'
import { defineHandler, type HandlerDefinition, reject, retryAfter } from '#handler'
import { anEvent, deliver } from '#testing'

const event = anEvent({
  type: 'a.Type',
  keys: { userId: '20001' },
  params: { mail: 'a@b.example' },
})
const handler = (run: HandlerDefinition['run'], rest: Partial<HandlerDefinition> = {}) =>
  defineHandler({ on: 'a.Type', run, ...rest })

describe('deliver', () => {
  it('completes, and has what the handler logged, masked', async () => {
    const delivered = await deliver(
      handler((_, { log }) => log.warn('user 20001', { mail: 'a@b.example' })),
      event,
    )
    expect(delivered).toMatchObject({ outcome: 'completed', reason: null, retryDelayMs: null })
    expect(delivered.log).toMatchObject([
      { level: 'warn', text: 'user ‹userId›', data: '{"mail":"‹mail›"}' },
    ])
  })

  it.each([
    [
      'retry',
      'boom ‹userId›',
      null,
      () => {
        throw new Error('boom 20001')
      },
    ],
    ['rejected', 'never', null, () => reject('never')],
    ['retry', 'busy', 5_000, () => retryAfter(5_000, 'busy')],
  ] as const)('ends as %s: %s', async (outcome, reason, retryDelayMs, run) => {
    const delivered = await deliver(handler(run), event)
    expect(delivered).toMatchObject({ outcome, reason, retryDelayMs })
  })

  it('ends at the time limit', async () => {
    const delivered = await deliver(
      handler((_, { signal }) => untilAborted(signal)),
      event,
      { timeoutMs: 5 },
    )
    expect(delivered).toMatchObject({
      outcome: 'timed-out',
      reason: 'the attempt took longer than 5 ms',
    })
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
