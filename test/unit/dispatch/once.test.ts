import { describe, expect, it } from '@jest/globals'
import { createOnce } from '../../../lib/dispatch/once.ts'

/** The memory of a delivery over its attempts. */
function aMemory() {
  const effects = new Map<string, { finished: boolean; result: string | null }>()
  const order: string[] = []
  const once = (signal: AbortSignal = new AbortController().signal) =>
    createOnce(
      {
        async begin(name) {
          const known = effects.get(name)
          if (known?.finished) {
            const result = known.result === null ? undefined : (JSON.parse(known.result) as unknown)
            return { kind: 'finished', result }
          }
          order.push(`begin ${name}`)
          effects.set(name, { finished: false, result: null })
          return { kind: 'begun', inDoubt: known !== undefined }
        },
        async end(name, result) {
          order.push(`end ${name}`)
          effects.set(name, { finished: true, result })
        },
      },
      signal,
    )
  return { effects, order, once }
}

describe('once', () => {
  it('writes the beginning before the effect and the end behind it', async () => {
    const { order, once } = aMemory()
    const result = await once()('pay', ({ inDoubt }) => {
      order.push(`effect, in doubt ${inDoubt}`)
      return { id: 7 }
    })
    expect(result).toEqual({ id: 7 })
    expect(order).toEqual(['begin pay', 'effect, in doubt false', 'end pay'])
  })

  it('does not repeat a finished effect, and gives its result as it gave it the first time', async () => {
    const { once } = aMemory()
    // As a handler has it that no compiler has seen.
    const untyped: unknown = { id: 7, at: new Date(0), left: undefined }
    const first = await once()('pay', () => untyped)
    const again = await once()('pay', () => {
      throw new Error('it ran again')
    })
    expect(first).toStrictEqual({ id: 7, at: '1970-01-01T00:00:00.000Z' })
    expect(again).toStrictEqual(first)
  })

  it('tells the next attempt that an effect which threw is in doubt', async () => {
    const { once } = aMemory()
    const thrown = new Error('no answer')
    await expect(once()('pay', () => Promise.reject(thrown))).rejects.toBe(thrown)
    const doubts: boolean[] = []
    await once()('pay', ({ inDoubt }) => void doubts.push(inDoubt))
    expect(doubts).toEqual([true])
  })

  it('tells the same attempt too, when it tries again by itself', async () => {
    const doubts: boolean[] = []
    const once = aMemory().once()
    const effect = ({ inDoubt }: { inDoubt: boolean }) => {
      doubts.push(inDoubt)
      if (doubts.length === 1) throw new Error('no answer')
    }
    await once('pay', effect).catch(() => undefined)
    await once('pay', effect)
    expect(doubts).toEqual([false, true])
  })

  it('remembers an effect that returns nothing', async () => {
    const { effects, once } = aMemory()
    await once()('pay', () => undefined)
    expect(effects.get('pay')).toEqual({ finished: true, result: null })
  })

  it('begins nothing once the signal is aborted', async () => {
    const { order, once } = aMemory()
    const abort = new AbortController()
    const reason = new Error('lease lost')
    abort.abort(reason)
    await expect(once(abort.signal)('pay', () => 1)).rejects.toBe(reason)
    expect(order).toEqual([])
  })

  it('does nothing when the signal is aborted while the beginning is written: it is in doubt', async () => {
    const { effects, order, once } = aMemory()
    const abort = new AbortController()
    const paid = once(abort.signal)('pay', () => order.push('effect'))
    const reason = new Error('timed out')
    abort.abort(reason)
    await expect(paid).rejects.toBe(reason)
    expect(order).toEqual(['begin pay'])
    expect(effects.get('pay')).toEqual({ finished: false, result: null })
  })

  it('does different effects side by side', async () => {
    const once = aMemory().once()
    expect(await Promise.all([once('a', () => 1), once('b', async () => 2)])).toEqual([1, 2])
  })

  it('refuses one name twice at the same time, and leaves the first alone', async () => {
    const { effects, once: create } = aMemory()
    const once = create()
    let end: () => void = () => undefined
    const first = once(
      'pay',
      () =>
        new Promise<void>((resolve) => {
          end = resolve
        }),
    )
    await expect(once('pay', () => 1)).rejects.toMatchObject({ code: 'once_invalid' })
    end()
    await first
    expect(effects.get('pay')?.finished).toBe(true)
    // One behind the other is fine.
    await expect(once('pay', () => 1)).resolves.toBeUndefined()
  })

  it.each<[string, unknown]>([
    ['empty', ''],
    ['too long', 'x'.repeat(201)],
    ['no text', 7],
    ['missing', undefined],
    ['one that cannot be stored', 'a\u0000b'],
    ['half a character', 'a\ud800'],
  ])('refuses a name that is %s, before anything happens', async (_what, name) => {
    const { order, once } = aMemory()
    let ran = false
    const effect = () => {
      ran = true
    }
    await expect(once()(name as string, effect)).rejects.toMatchObject({ code: 'once_invalid' })
    expect({ ran, order }).toEqual({ ran: false, order: [] })
  })

  it('takes a name of 200 characters', async () => {
    await expect(aMemory().once()('x'.repeat(200), () => 1)).resolves.toBe(1)
  })

  const circular: Record<string, unknown> = {}
  circular.self = circular
  it.each<[string, unknown]>([
    ['a function', () => undefined],
    ['a symbol', Symbol('x')],
    ['a bigint', { id: 7n }],
    ['a circle', circular],
    [
      'something that does not let itself be written',
      {
        toJSON: () => {
          throw new Error('no')
        },
      },
    ],
    ['over 8 KB', 'x'.repeat(8 * 1024)],
    ['over 8 KB in bytes', 'ü'.repeat(5 * 1024)],
  ])('refuses a result that is %s: the effect stays in doubt', async (_what, result) => {
    const { effects, once } = aMemory()
    await expect(once()('pay', () => result)).rejects.toMatchObject({ code: 'once_invalid' })
    expect(effects.get('pay')).toEqual({ finished: false, result: null })
  })

  it('takes a result of 8 KB', async () => {
    const result = 'x'.repeat(8 * 1024 - 2)
    await expect(aMemory().once()('pay', () => result)).resolves.toBe(result)
  })

  it('keeps what the database cannot as a mark, and a text about it as it is', async () => {
    const { once } = aMemory()
    const given = {
      nul: 'a\u0000b',
      half: 'a\ud800b',
      whole: '😀',
      text: String.raw`\u0000 \ud800`,
    }
    await once()('pay', () => given)
    expect(await once()('pay', () => given)).toEqual({
      nul: 'a\ufffdb',
      half: 'a\ufffdb',
      whole: '😀',
      text: String.raw`\u0000 \ud800`,
    })
  })
})
