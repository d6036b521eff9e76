import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { countDuration, quantileOf, sumOfCounts } from '../../../lib/store/stats/duration-counts.ts'

function countsOf(durations: readonly number[]): number[] {
  const counts: number[] = []
  for (const ms of durations) countDuration(counts, ms)
  return counts
}

describe('counts of durations', () => {
  it('give quantiles within a slot, whatever the durations', () => {
    const durations = fc.array(fc.double({ min: 1, max: 2e9, noNaN: true }), { minLength: 1 })
    fc.assert(
      fc.property(durations, fc.double({ min: 0.01, max: 1, noNaN: true }), (all, share) => {
        const sorted = all.toSorted((a, b) => a - b)
        const exact = sorted[Math.ceil(sorted.length * share) - 1] as number
        const found = quantileOf(countsOf(all), share) as number
        expect(found / exact).toBeGreaterThan(1 / Math.SQRT2 - 1e-9)
        expect(found / exact).toBeLessThan(Math.SQRT2 + 1e-9)
      }),
    )
  })

  it('can be added, of different lengths', () => {
    const [short, long] = [
      [2, 0.2],
      [5_000, 40],
    ]
    expect(sumOfCounts([countsOf(short as number[]), countsOf(long as number[])])).toEqual(
      countsOf([2, 0.2, 5_000, 40]),
    )
    expect(quantileOf(sumOfCounts([]), 0.5)).toBeNull()
  })

  it('are bounded: the longest durations share the last slot', () => {
    expect(countsOf([Number.MAX_SAFE_INTEGER])).toHaveLength(64)
  })
})
