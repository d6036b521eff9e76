import { describe, expect, it } from '@jest/globals'
import { errorOf } from '../../../lib/dispatch/stored-error.ts'

const stored = (error: unknown) => errorOf({ kind: 'failed', error }, (text) => text)

describe('the stored error of an attempt', () => {
  it('has message and code of a thrown plain object', () => {
    expect(stored({ code: 'ECONNREFUSED', message: 'the target is down' })).toMatchObject({
      name: 'thrown',
      code: 'ECONNREFUSED',
      message: 'the target is down',
    })
  })

  it.each<[unknown, string]>([
    [null, 'null'],
    [undefined, 'undefined'],
    ['a text', 'a text'],
    [10n, '10'],
    [{ status: 500 }, '[object Object]'],
  ])('shows another thrown value as text: %p', (thrown, message) => {
    expect(stored(thrown)).toMatchObject({ name: 'thrown', code: null, message })
  })

  it('survives a value that throws when it is read', () => {
    const trap = new Proxy(
      {},
      {
        get() {
          throw new Error('trap')
        },
      },
    )
    expect(stored(trap)).toMatchObject({ message: 'the thrown value cannot be shown' })
  })
})
