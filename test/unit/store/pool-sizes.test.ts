import { describe, expect, it } from '@jest/globals'
import { poolSizes } from '../../../srv/compose/pool-sizes.ts'

describe('poolSizes', () => {
  it('splits the default', () => {
    expect(poolSizes(16)).toEqual({ ingest: 4, dispatch: 8, listen: 1, operations: 3 })
  })

  it('gives each use what it needs at least', () => {
    expect(poolSizes(6)).toEqual({ ingest: 2, dispatch: 2, listen: 1, operations: 1 })
  })

  it('uses the whole total, whatever it is', () => {
    for (let total = 6; total <= 100; total += 1) {
      const { ingest, dispatch, listen, operations } = poolSizes(total)
      expect(ingest + dispatch + listen + operations).toBe(total)
      expect(Math.min(ingest, dispatch)).toBeGreaterThanOrEqual(2)
      expect(listen).toBe(1)
    }
  })
})
