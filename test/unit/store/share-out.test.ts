import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { shareOut } from '../../../lib/store/queries/share-out.ts'

describe('a budget that is shared', () => {
  it.each([
    { wanted: [], budget: 10, parts: [] },
    { wanted: [1, 2, 3], budget: 10, parts: [1, 2, 3] },
    { wanted: [100, 1, 100], budget: 11, parts: [5, 1, 5] },
    { wanted: [100, 4, 2], budget: 10, parts: [4, 4, 2] },
    { wanted: [7, 7], budget: 0, parts: [0, 0] },
  ])('gives $parts to those that want $wanted of $budget', ({ wanted, budget, parts }) => {
    expect(shareOut(wanted, budget)).toEqual(parts)
  })

  it('gives no part more than it wants, and all together no more than there is', () => {
    const number = fc.integer({ min: 0, max: 50 })
    fc.assert(
      fc.property(fc.array(number), number, (wanted, budget) => {
        const parts = shareOut(wanted, budget)
        const sum = (list: readonly number[]) => list.reduce((total, part) => total + part, 0)
        expect(parts.every((part, place) => part >= 0 && part <= (wanted[place] ?? 0))).toBe(true)
        expect(sum(parts)).toBeLessThanOrEqual(budget)
        if (sum(wanted) <= budget) expect(parts).toEqual(wanted)
      }),
    )
  })
})
