import { describe, expect, it } from '@jest/globals'
import { defineHandler, type HandlerDefinition, reject, retryAfter } from '#handler'
import { anEvent, deliver, type Pause } from '#testing'

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

describe('deliver, until the delivery ends', () => {
  const failing = (times: number, rest: Partial<HandlerDefinition> = {}) =>
    handler((_, { attempt, log }) => {
      log.info(`attempt ${attempt}`)
      if (attempt <= times) throw new Error(`attempt ${attempt} fails`)
    }, rest)

  it('tries again after the pauses of the policy, which nobody waits for', async () => {
    const pauses: Pause[] = []
    const delivered = await deliver(failing(2), event, {
      now: new Date('2026-05-01T00:00:00Z'),
      onPause: (pause) => pauses.push(pause),
    })
    expect(delivered).toMatchObject({ outcome: 'completed', reason: null, delays: [1_000, 2_000] })
    expect(
      delivered.attempts.map(({ attempt, at, delayMs, outcome }) => ({
        attempt,
        at,
        delayMs,
        outcome,
      })),
    ).toEqual([
      { attempt: 1, at: new Date('2026-05-01T00:00:00Z'), delayMs: 1_000, outcome: 'retry' },
      { attempt: 2, at: new Date('2026-05-01T00:00:01Z'), delayMs: 2_000, outcome: 'retry' },
      { attempt: 3, at: new Date('2026-05-01T00:00:03Z'), delayMs: null, outcome: 'completed' },
    ])
    expect(delivered.log.map(({ text }) => text)).toEqual(['attempt 1', 'attempt 2', 'attempt 3'])
    expect(pauses).toEqual([
      { delayMs: 1_000, until: new Date('2026-05-01T00:00:01Z'), nextAttempt: 2 },
      { delayMs: 2_000, until: new Date('2026-05-01T00:00:03Z'), nextAttempt: 3 },
    ])
  })

  it('fails when the attempts are used up, and says whether the lane parks', async () => {
    const retry = { attempts: 3, firstDelayMs: 100, maxDelayMs: 150 }
    const parking = await deliver(failing(9, { retry }), event, { random: 0 })
    expect(parking).toMatchObject({
      outcome: 'failed',
      parks: true,
      reason: 'attempt 3 fails',
      delays: [50, 75],
    })
    const skipping = await deliver(failing(9, { retry, onFailure: 'skip' }), event)
    expect(skipping).toMatchObject({ outcome: 'failed', parks: false, delays: [100, 150] })
  })

  it('counts attempts that came before', async () => {
    const delivered = await deliver(failing(9), event, { attempt: 7 })
    expect(delivered.attempts.map(({ attempt }) => attempt)).toEqual([7, 8])
    expect(delivered.delays).toEqual([64_000])
  })

  it('remembers effects over the attempts', async () => {
    const inDoubt: unknown[] = []
    const delivered = await deliver(
      handler(async (_, { attempt, once }) => {
        const account = await once('create', () => ({ id: 7 }))
        await once('send', (state) => {
          inDoubt.push(state.inDoubt)
          if (attempt === 1) throw new Error('mail is down')
        })
        if (account.id !== 7) throw new Error('another account')
      }),
      event,
      { finished: { old: 'done' }, inDoubt: ['open'] },
    )
    expect(inDoubt).toEqual([false, true])
    expect(delivered.effects).toEqual([
      { name: 'old', state: 'finished', result: 'done', runs: 0 },
      { name: 'open', state: 'in-doubt', result: undefined, runs: 0 },
      { name: 'create', state: 'finished', result: { id: 7 }, runs: 1 },
      { name: 'send', state: 'finished', result: undefined, runs: 2 },
    ])
  })

  it('starts at the start date, in the lane that orderBy says', async () => {
    const delivered = await deliver(
      handler(() => undefined, {
        startAt: () => new Date('2026-09-01T00:00:00Z'),
        meanwhile: 'wait',
        orderBy: () => 'unit 7',
      }),
      event,
    )
    expect(delivered).toMatchObject({
      startAt: new Date('2026-09-01T00:00:00Z'),
      subject: { kind: 'orderBy', key: 'unit 7' },
      attempts: [{ at: new Date('2026-09-01T00:00:00Z') }],
    })
  })

  it('calls start before the first attempt and stop after the last', async () => {
    const calls: string[] = []
    const own = handler(
      (_, { attempt }) => {
        calls.push(`run ${attempt}`)
        if (attempt === 1) throw new Error('again')
      },
      {
        start: ({ setting }) => calls.push(`start ${setting('LIST', '')}`),
        stop: () => calls.push('stop'),
      },
    )
    await deliver(own, event, { settings: { LIST: 'a' } })
    expect(calls).toEqual(['start a', 'run 1', 'run 2', 'stop'])
    const broken = handler(() => undefined, { stop: () => Promise.reject(new Error('no')) })
    await expect(deliver(broken, event)).rejects.toThrow('did not stop')
  })

  it.each(['on', 'orderBy', 'startAt'])('throws where %s would park the delivery', async (name) => {
    const boom = () => {
      throw new Error('boom')
    }
    const own = defineHandler({
      on: '*',
      run: () => undefined,
      ...(name === 'startAt' ? { meanwhile: 'wait' } : {}),
      ...{ [name]: boom },
    })
    await expect(deliver(own, event)).rejects.toThrow(/would park before any run: \w+_failed/)
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
