import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { retryDelay } from '../../../lib/dispatch/retry-delay.ts'

const retry = { attempts: 8, firstDelayMs: 1_000, maxDelayMs: 60_000 }

describe('retryDelay', () => {
  it('doubles after each failure, up to the longest', () => {
    const delays = [1, 2, 3, 4, 5, 6, 7, 8].map((attempts) => retryDelay(attempts, retry, 1))
    expect(delays).toEqual([1_000, 2_000, 4_000, 8_000, 16_000, 32_000, 60_000, 60_000])
  })

  it('stays between half of the pause and the whole', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 100 }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (attempts, random) => {
          const whole = retryDelay(attempts, retry, 1)
          const delay = retryDelay(attempts, retry, random)
          return delay >= whole / 2 && delay <= whole
        },
      ),
    )
  })
})
