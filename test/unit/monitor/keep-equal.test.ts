import { describe, expect, it } from '@jest/globals'
import { keepEqual } from '../../../app/monitor/src/api/keep-equal.ts'

describe('what is known of an answer', () => {
  it('stays the same object where nothing has changed', () => {
    const known = { items: [{ id: 'b', states: ['done'] }], next: null }
    expect(keepEqual(known, structuredClone(known))).toBe(known)
  })

  it('stays entry by entry where a list has grown at its beginning', () => {
    const known = [
      { id: 'b', at: 1 },
      { id: 'a', at: 0 },
    ]
    const kept = keepEqual(known, [{ id: 'c', at: 2 }, ...structuredClone(known)]) as unknown[]
    expect(kept).toEqual([{ id: 'c', at: 2 }, ...known])
    expect(kept[1]).toBe(known[0])
    expect(kept[2]).toBe(known[1])
  })

  it('is replaced where it differs, and only there', () => {
    const known = [{ id: 'a', state: 'waiting', by: { name: 'x' } }]
    const [kept] = keepEqual(known, [{ id: 'a', state: 'done', by: { name: 'x' } }]) as typeof known
    expect(kept).toEqual({ id: 'a', state: 'done', by: { name: 'x' } })
    expect(kept?.by).toBe(known[0]?.by)
  })

  it.each([
    ['another kind of value', { a: 1 }, [1]],
    ['a field that is gone', { a: 1, b: undefined }, { a: 1 }],
    ['a field that is undefined now', { a: 1 }, { a: 1, b: undefined }],
    ['an entry that is gone', [{ id: 1 }, { id: 2 }], [{ id: 1 }]],
    ['no answer before', undefined, { a: null }],
    ['nothing', { a: 1 }, null],
  ])('gives way to %s', (_what, known, fresh) => {
    const kept = keepEqual(known, fresh)
    expect(kept).toStrictEqual(fresh)
    expect(kept).not.toBe(known)
  })
})
