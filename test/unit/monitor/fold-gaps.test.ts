import { describe, expect, it } from '@jest/globals'
import { foldGaps } from '../../../app/monitor/src/pages/message/fold-gaps.ts'

const HOUR = 3_600_000
const span = (lengthMs: number) => ({ startMs: 0, lengthMs, ended: true })
const at = (...starts: number[]) => starts.map((startMs) => ({ startMs, endMs: startMs + 100 }))

describe('a time line with long gaps', () => {
  it('stays as it is without them', () => {
    const { folds, share } = foldGaps(at(0, 200, 400, 600, 800), span(1_000))
    expect(folds).toEqual([])
    expect([0, 500, 1_000].map(share)).toEqual([0, 50, 100])
  })

  it('folds a night between two attempts', () => {
    const { folds, share } = foldGaps(at(100, 10 * HOUR), span(10 * HOUR + 100))
    expect(folds).toEqual([{ startMs: 200, endMs: 10 * HOUR }])
    expect(share(200)).toBeGreaterThan(50)
    expect(share(10 * HOUR) - share(200)).toBeCloseTo(6)
    expect(share(10 * HOUR + 100)).toBe(100)
  })

  it('folds growing delays, but only a few', () => {
    const starts = Array.from({ length: 20 }, (_, attempt) => 1_000 * 4 ** attempt)
    const end = (starts.at(-1) ?? 0) + 100
    const { folds, share } = foldGaps(at(...starts), span(end))
    expect(folds).toHaveLength(5)
    const places = starts.map(share)
    expect(places).toEqual(places.toSorted((a, b) => a - b))
    expect(share(end)).toBe(100)
  })

  it('never folds time in which an attempt ran', () => {
    const running = [{ startMs: 0, endMs: HOUR }, ...at(10, 20)]
    expect(foldGaps(running, span(HOUR)).folds).toEqual([])
  })

  it('bears a message without attempts', () => {
    expect(foldGaps([], span(20)).share(20)).toBe(100)
  })
})
