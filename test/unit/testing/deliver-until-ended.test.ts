import { describe, expect, it } from '@jest/globals'
import { defineHandler, type HandlerDefinition } from '#handler'
import { deliver, type Pause } from '#testing'
import { event, handler } from './some-delivery.ts'

describe('deliver, until the delivery ends', () => {
  const failing = (times: number, rest: Partial<HandlerDefinition> = {}) =>
    handler((_, { attempt, log }) => {
      log.info(`attempt ${attempt}`)
      if (attempt <= times) throw new Error(`attempt ${attempt} fails`)
    }, rest)

  it('retries after the pauses of the policy, without waiting', async () => {
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
