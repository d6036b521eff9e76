import { describe, expect, it } from '@jest/globals'
import { defineHandler, type HandlerEvent, reject } from '#handler'
import { aHire, anEvent, deliver } from '#testing'

const HIRE = 'com.successfactors.Employment.AssignmentInformation.Hire'

describe('a key that the catalogue knows', () => {
  const byName = defineHandler({ on: HIRE, run: (event) => void event.key('userId').length })
  const byPattern = defineHandler({
    on: '*.Hire',
    run: (event) => void (event.key('userId') ?? reject('nobody')),
  })

  it('is there for a handler that names the type', async () => {
    expect(await deliver(byName, aHire())).toMatchObject({ outcome: 'completed' })
  })

  it.each([null, ''])('rejects the event when it is absent all the same: %j', async (userId) => {
    expect(await deliver(byName, aHire({ keys: { userId } }))).toMatchObject({
      outcome: 'rejected',
      parks: true,
      reason: 'expected the key userId, as every event of this type has, got none',
      attempts: [{ attempt: 1 }],
    })
  })

  it('is null when it is absent for a handler with a pattern', async () => {
    expect(await deliver(byPattern, aHire({ keys: { userId: null } }))).toMatchObject({
      outcome: 'rejected',
      reason: 'nobody',
    })
  })

  it('is as well known among the parameters, and others stay null', async () => {
    let seen: unknown
    const handler = defineHandler({
      on: HIRE,
      run: (event) => {
        seen = [event.key('other'), event.param('other'), event.param('personIdExternal')]
      },
    })
    await deliver(handler, aHire())
    expect(seen).toEqual([null, null, '20001'])
    expect(await deliver(handler, aHire({ params: { personIdExternal: null } }))).toMatchObject({
      outcome: 'rejected',
      reason: expect.stringContaining('the parameter personIdExternal'),
    })
  })

  it('promises nothing for a type that is not in the catalogue', async () => {
    let seen: unknown
    const keep = (event: Pick<HandlerEvent, 'key'>) => {
      seen = event.key('userId')
    }
    await deliver(defineHandler({ on: 'toString', run: keep }), anEvent({ type: 'toString' }))
    expect(seen).toBeNull()
  })
})

describe('a value by its name', () => {
  const seenBy = async (on: string, event: HandlerEvent, ...names: string[]) => {
    let seen: unknown
    const handler = defineHandler({
      on,
      run: (given) => {
        seen = names.map((name) => given.value(name))
      },
    })
    const { reason } = await deliver(handler, event)
    return reason ?? seen
  }

  it('is a key, else a parameter, else null', async () => {
    const type = 'com.example.Any'
    const event = anEvent({
      ...{ type, keys: { userId: '7', blank: ' ' }, params: { userId: '8', blank: 'x', b: 'y' } },
    })
    expect(await seenBy(type, event, 'userId', 'blank', 'b', 'other')).toEqual([
      '7',
      'x',
      'y',
      null,
    ])
  })

  it('rejects an event without a value that the catalogue lists', async () => {
    const nobody = aHire({ params: { personIdExternal: null } })
    expect(await seenBy(HIRE, nobody, 'personIdExternal')).toBe(
      'expected the key or parameter personIdExternal, as every event of this type has, got none',
    )
    expect(await seenBy('*.Hire', nobody, 'personIdExternal')).toEqual([null])
    const asKey = aHire({ keys: { personIdExternal: '9' }, params: { personIdExternal: null } })
    expect(await seenBy(HIRE, asKey, 'personIdExternal')).toEqual(['9'])
  })
})

describe('startAt', () => {
  it('may return null: the delivery starts at once', async () => {
    const handler = defineHandler({
      on: '*',
      startAt: () => null,
      meanwhile: 'wait',
      run: () => {},
    })
    expect(await deliver(handler, aHire())).toMatchObject({ outcome: 'completed', startAt: null })
  })
})
