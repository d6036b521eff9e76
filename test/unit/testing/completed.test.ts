import { describe, expect, it } from '@jest/globals'
import { type HandlerDefinition, reject } from '#handler'
import { aHire, completed, deliver } from '#testing'
import { event, handler } from './some-delivery.ts'

const failing = (run: HandlerDefinition['run'], options = {}) =>
  deliver(handler(run), event, { maxAttempts: 1, ...options })
const thrownBy = (work: () => unknown): Error => {
  try {
    work()
  } catch (error) {
    return error as Error
  }
  throw new Error('expected an error')
}

describe('completed', () => {
  it('returns a completed delivery', async () => {
    const delivered = await failing(() => undefined)
    expect(delivered.error).toBeNull()
    expect(completed(delivered)).toBe(delivered)
  })

  it('throws what the handler threw, with its line and its log', async () => {
    const boom = new Error('boom 20001')
    const delivered = await failing((_, { log }) => {
      log.info('looked up', { user: '20001' })
      throw boom
    })
    expect(delivered.error).toBe(boom)
    expect(thrownBy(() => completed(delivered))).toBe(boom)
    expect(boom.message).toBe('boom 20001')
    expect(boom.stack).toMatch(
      /^Error: boom 20001\n\nLog of the handler:\n {2}info {2}looked up \{"user":"‹userId›"\}\n\s+at .*completed\.test\.ts/,
    )
    const { stack } = boom
    thrownBy(() => completed(delivered))
    expect(boom.stack).toBe(stack)
  })

  it('throws a rejection, and an error for a value that is none', async () => {
    const rejected = await failing(() => reject('never'))
    expect(thrownBy(() => completed(rejected))).toMatchObject({
      name: 'RejectError',
      message: 'never',
    })
    const text = await failing(() => {
      throw 'just text'
    })
    expect(thrownBy(() => completed(text)).message).toBe('just text')
  })

  it('throws where the service stopped', async () => {
    const released = await failing(
      (_, { signal }) =>
        new Promise((_resolve, fail) => {
          signal.addEventListener('abort', () => fail(signal.reason))
        }),
      { stop: AbortSignal.abort() },
    )
    expect(thrownBy(() => completed(released)).message).toContain('released')
  })
})

describe('the stack of a failed call', () => {
  const place = /completed\.test\.ts:\d+/

  it('has the line of the handler, for a destination', async () => {
    const { error } = await failing((_, { destination }) => destination('badges').get('/x'), {
      destinations: { badges: () => ({ status: 404 }) },
    })
    expect(error).toMatchObject({ name: 'DestinationError', status: 404 })
    expect(error?.stack).toMatch(place)
  })

  it('has the line of the handler and the wrong property, for SuccessFactors', async () => {
    const value = '[COE0021]Invalid property names: EmpJob/costCentr.'
    const body = { error: { code: 'COE_PROPERTY_NOT_FOUND', message: { lang: 'en-US', value } } }
    for (const read of [
      (sf: Reader) => sf.entityOf(aHire(), { select: ['costCentr'] }),
      async (sf: Reader) => {
        for await (const row of sf.query('EmpJob', { filter: "costCentr eq '1'" })) void row
      },
    ]) {
      const { error } = await failing((_, { successfactors }) => read(successfactors()), {
        destinations: { successfactors: () => ({ status: 400, body }) },
      })
      expect(error?.message).toContain('wrong: costCentr')
      expect(error?.stack).toMatch(place)
    }
  })
})

type Reader = ReturnType<Parameters<HandlerDefinition['run']>[1]['successfactors']>
