import { describe, expect, it } from '@jest/globals'
import { z } from 'zod'
import { defineHandler, type EventView } from '#handler'
import { aHire, anEvent, deliver } from '#testing'

describe('a schema', () => {
  it('is given the view of the event, and what it returns is event.data', async () => {
    let view: unknown
    let seen: unknown
    const handler = defineHandler({
      on: '*',
      schema: z.looseObject({ keys: z.looseObject({ userId: z.string() }) }).transform((given) => {
        view = given
        return { who: given.keys.userId }
      }),
      run: (event) => {
        seen = [event.data.who, event.key('startDate'), event.messageId.length]
      },
    })
    const event = aHire({ company: 'acme', keys: { empty: '' }, payload: '{"a":[1]}' })
    expect(await deliver(handler, event)).toMatchObject({ outcome: 'completed' })
    expect(seen).toEqual(['20001', '2026-01-01', 36])
    expect(view).toEqual({
      eventId: '6f1c2a34-0000-4000-8000-000000000001',
      type: 'com.successfactors.Employment.AssignmentInformation.Hire',
      entityType: 'EmpJob',
      effective: 'current',
      effectiveStartDate: '2026-01-01',
      publishedAt: '2026-01-01T08:00:00.000Z',
      publishedBy: '10005',
      company: 'acme',
      keys: { userId: '20001', startDate: '2026-01-01', seqNumber: '1' },
      params: { personIdExternal: '20001', perPersonUuid: '0a1b2c3d4e5f60718293a4b5c6d7e8f9' },
      payload: { a: [1] },
    } satisfies EventView)
  })

  it('rejects what does not fit, with places and words, and does not run', async () => {
    let ran = false
    const handler = defineHandler({
      on: '*',
      schema: z.object({
        keys: z.object({ userId: z.string(), seqNumber: z.coerce.number().max(0) }),
        company: z.enum(['acme', 'umbrella']),
      }),
      run: () => {
        ran = true
      },
    })
    const delivered = await deliver(handler, aHire({ keys: { userId: null } }))
    expect(delivered).toMatchObject({ outcome: 'rejected', parks: true, attempts: [{}] })
    expect(delivered.reason).toMatch(/^expected an event that fits the handler's schema: /)
    expect(delivered.reason).toContain('keys.userId: Invalid input: expected string')
    expect(delivered.reason).toContain('keys.seqNumber: Too big')
    expect(delivered.reason).toContain('company: Invalid option')
    expect(ran).toBe(false)
  })

  it.each([
    ['at the place', ['payload', 'person'], 'got "Ada" here', 'payload.person: got "‹value›" here'],
    ['as a segment', [{ key: 'payload' }, { key: 'person' }], 'Ada?', 'payload.person: ‹value›?'],
    ['below the place', ['payload'], 'Ada is 7, not 17', 'payload: ‹value› is ‹value›, not 17'],
    ['nowhere', undefined, 'not that one', 'not that one'],
  ])('hides values that it quotes: %s', async (_what, path, message, reason) => {
    const handler = defineHandler({
      on: '*',
      schema: {
        '~standard': {
          version: 1,
          vendor: 'test',
          validate: () => ({ issues: [path === undefined ? { message } : { message, path }] }),
        },
      },
      run: () => undefined,
    })
    const event = anEvent({ payload: '{"person":"Ada","age":7}' })
    expect((await deliver(handler, event)).reason).toBe(
      `expected an event that fits the handler's schema: ${reason}`,
    )
  })

  it('may be asynchronous', async () => {
    const known = async (userId: string) => userId === '20001'
    const handler = defineHandler({
      on: '*',
      schema: z.object({ keys: z.object({ userId: z.string().refine(known, 'unknown person') }) }),
      run: () => undefined,
    })
    expect((await deliver(handler, aHire())).outcome).toBe('completed')
    expect(await deliver(handler, aHire({ keys: { userId: '3' } }))).toMatchObject({
      outcome: 'rejected',
      reason: expect.stringContaining('keys.userId: unknown person'),
    })
  })

  it('that throws is tried again, as a run is', async () => {
    let calls = 0
    const validate = () => {
      calls += 1
      if (calls === 1) throw new Error('list not loaded')
      return { value: 'list' }
    }
    const schema = { '~standard': { version: 1, vendor: 'test', validate } } as const
    const handler = defineHandler({ on: '*', schema, run: () => undefined })
    expect(await deliver(handler, aHire())).toMatchObject({
      outcome: 'completed',
      attempts: [{ outcome: 'retry', reason: 'list not loaded' }, { outcome: 'completed' }],
    })
  })

  it('counts within the time limit', async () => {
    const schema = z.unknown().refine(() => new Promise<boolean>(() => undefined))
    let ran = false
    const handler = defineHandler({
      on: '*',
      schema,
      run: () => {
        ran = true
      },
    })
    const delivered = await deliver(handler, aHire(), { timeoutMs: 5, maxAttempts: 1 })
    expect(delivered.attempts).toMatchObject([{ outcome: 'timed-out' }])
    expect(ran).toBe(false)
  })
})
