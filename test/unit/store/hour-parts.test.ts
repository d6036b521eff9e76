import { describe, expect, it } from '@jest/globals'
import { timeOfId } from '../../../lib/store/queries/id-time.ts'
import { hourParts } from '../../../lib/store/stats/hour-ranges.ts'

const HOUR_MS = 3_600_000

describe('the hours of two days', () => {
  const lengthOf = (now: Date, day: string) =>
    hourParts(now)
      .filter((part) => part.day === day)
      .reduce((sum, { first, end }) => {
        const until = Math.min(timeOfId(end).getTime(), now.getTime())
        return sum + until - timeOfId(first).getTime()
      }, 0)

  it.each(['10:00:00.000', '10:00:00.001', '10:17:42.123', '10:59:59.999'])(
    'at %s are 24 hours each, without a gap',
    (time) => {
      const now = new Date(`2026-03-01T${time}Z`)
      expect(lengthOf(now, 'today')).toBe(24 * HOUR_MS)
      expect(lengthOf(now, 'before')).toBe(24 * HOUR_MS)
      const parts = hourParts(now)
      expect(parts.slice(1).map(({ first }) => first)).toEqual(
        parts.slice(0, -1).map(({ end }) => end),
      )
      expect(timeOfId(parts.at(-1)?.end ?? '').getTime()).toBeGreaterThan(now.getTime())
      const hours = new Set(parts.map(({ hour }) => hour.getTime()))
      expect([...hours].every((hour) => hour % HOUR_MS === 0)).toBe(true)
      expect(hours.size).toBe(49)
    },
  )
})
