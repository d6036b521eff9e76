import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { v7 } from 'uuid'
import { firstIdAt, timeOfId } from '../../../lib/store/queries/id-time.ts'

const times = fc.integer({ min: 0, max: 253_402_300_799_999 })

describe('firstIdAt', () => {
  it('is behind all ids that were made before, and before all that are made then', () => {
    fc.assert(
      fc.property(times, (ms) => {
        const bound = firstIdAt(new Date(ms))
        expect(bound < v7({ msecs: ms })).toBe(true)
        if (ms > 0) expect(bound > v7({ msecs: ms - 1 })).toBe(true)
      }),
    )
  })

  it.each([[-62_135_596_800_000], [8_640_000_000_000_000]])('keeps %d a UUID', (ms) => {
    expect(firstIdAt(new Date(ms))).toMatch(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/)
  })
})

describe('timeOfId', () => {
  it('gives back when an id was made', () => {
    fc.assert(
      fc.property(times, (ms) => {
        expect(timeOfId(v7({ msecs: ms })).getTime()).toBe(ms)
      }),
    )
  })
})
