import { describe, expect, it } from '@jest/globals'
import { STATS_RANGES } from '../../../lib/states.ts'
import { spanTimes } from '../../../lib/store/stats/stats-spans.ts'

const HOUR_MS = 3_600_000
const LENGTHS = { '1h': HOUR_MS, '24h': 24 * HOUR_MS, '7d': 168 * HOUR_MS, '30d': 720 * HOUR_MS }

describe('the spans of a range', () => {
  it.each(STATS_RANGES)('of %s cover it and the one before without a gap', (range) => {
    const { seconds, starts, before } = spanTimes(range, new Date('2026-11-30T12:34:56Z'))
    const all = [...before, ...starts].map((at) => at.getTime())
    expect(starts.length * seconds * 1_000).toBe(LENGTHS[range])
    expect(before).toHaveLength(starts.length)
    const gaps = all.slice(1).map((at, index) => at - (all[index] as number))
    expect(new Set(gaps)).toEqual(new Set([seconds * 1_000]))
    expect(all.every((at) => at % (seconds * 1_000) === 0)).toBe(true)
  })

  it('show a minute when all of it is counted, and a longer span from its second minute on', () => {
    const lastAt = (range: '1h' | '24h', now: string) =>
      spanTimes(range, new Date(now)).starts.at(-1)?.toISOString().slice(11, 16)
    expect(lastAt('1h', '2026-11-30T12:34:44Z')).toBe('12:32')
    expect(lastAt('1h', '2026-11-30T12:34:46Z')).toBe('12:33')
    expect(lastAt('24h', '2026-11-30T12:31:44Z')).toBe('12:15')
    expect(lastAt('24h', '2026-11-30T12:31:46Z')).toBe('12:30')
  })
})
