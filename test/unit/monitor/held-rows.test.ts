import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { sameRows, upToDate, withAppended } from '../../../app/monitor/src/live/held-rows.ts'

const keyOf = (row: string) => row
const appended = (shown: string, fresh: string) =>
  withAppended([...shown], [...fresh], keyOf).join('')

describe('rows that keep their places', () => {
  it.each([
    ['further rows stand below', 'abc', 'abcde', 'abcde'],
    ['a new row stands above', 'abc', 'nabcde', 'abcde'],
    ['a new row stands between', 'abc', 'anbc', 'abc'],
    ['the last row has gone', 'abc', 'abde', 'abcde'],
    ['the two have no row in common', 'abc', 'xyz', 'abc'],
    ['nothing is shown', '', 'ab', 'ab'],
    ['nothing is left', 'ab', '', 'ab'],
  ])('where %s', (_where, shown, fresh, expected) => {
    expect(appended(shown, fresh)).toBe(expected)
  })

  it('stay the same list where nothing is appended', () => {
    for (const [shown, fresh] of [
      [['a'], ['n', 'a']],
      [[], []],
    ] as const) {
      expect(withAppended(shown, fresh, keyOf)).toBe(shown)
    }
  })

  it('begin with all that was shown, and hold no row twice', () => {
    const list = fc.uniqueArray(fc.constantFrom(...'abcdefghij'))
    fc.assert(
      fc.property(list, list, (shown, fresh) => {
        const rows = withAppended(shown, fresh, keyOf)
        expect(rows.slice(0, shown.length)).toEqual(shown)
        expect(new Set(rows).size).toBe(rows.length)
        expect(withAppended(rows, fresh, keyOf)).toEqual(rows)
      }),
    )
  })

  it('show what has changed in them', () => {
    const rows = [
      { id: 'a', state: 1 },
      { id: 'b', state: 1 },
    ]
    const fresh = [
      { id: 'b', state: 2 },
      { id: 'c', state: 2 },
    ]
    const idOf = ({ id }: { readonly id: string }) => id
    expect(upToDate(rows, fresh, idOf)).toEqual([
      { id: 'a', state: 1 },
      { id: 'b', state: 2 },
    ])
    expect(sameRows(rows, upToDate(rows, fresh, idOf), idOf)).toBe(true)
    expect(sameRows(rows, fresh, idOf)).toBe(false)
  })
})
