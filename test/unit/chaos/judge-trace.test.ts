import { describe, expect, it } from '@jest/globals'
import { judgeTrace } from '../../../lab/chaos/judge-trace.ts'

const delivery = (message: string, position: number) => ({
  handler: 'h',
  message,
  ordinal: 0,
  subject: '1',
  position: String(position),
})
const stored = [delivery('a', 1_024), delivery('b', 2_048), delivery('c', 3_072)]

const effect = (message: string, fence: number, attempt = 1, fromMs = fence * 10) => ({
  handler: 'h',
  message,
  ordinal: 0,
  attempt,
  fence: String(fence),
  fromMs,
  toMs: fromMs + 5,
})

describe('judging the effects of a chaos run', () => {
  it('finds nothing in effects that come one after the other', () => {
    const verdict = judgeTrace([effect('a', 1), effect('b', 2), effect('c', 9)], stored)
    expect(verdict).toMatchObject({ orderViolations: 0, unmarkedRepeats: 0, overlaps: 0 })
    expect([...verdict.taken]).toEqual(['h/a:0', 'h/b:0', 'h/c:0'])
  })

  it.each([
    ['an earlier event behind a later one', [effect('b', 1), effect('a', 2)]],
    ['a gap', [effect('a', 1), effect('c', 2)]],
  ])('finds %s', (_what, lines) => {
    expect(judgeTrace(lines, stored).orderViolations).toBeGreaterThan(0)
  })

  it('tells repeats that say so from those that do not', () => {
    const lines = [effect('a', 1), effect('a', 2, 2), effect('a', 3, 1)]
    expect(judgeTrace(lines, stored)).toMatchObject({ markedRepeats: 1, unmarkedRepeats: 1 })
  })

  it('refuses an old fence and judges the order without it', () => {
    const lines = [effect('a', 2, 2), effect('b', 3), effect('a', 1)]
    const verdict = judgeTrace(lines, stored)
    expect(verdict).toMatchObject({ refusedByFence: 1, orderViolations: 0, markedRepeats: 0 })
  })

  it('finds a fence that is used twice, a run that overlaps, and what is not stored', () => {
    const lines = [effect('a', 1), effect('b', 1), effect('c', 2, 1, 12), effect('x', 3)]
    const verdict = judgeTrace(lines, stored)
    expect(verdict).toMatchObject({ sharedFences: 1, overlaps: 2, unknown: 1 })
  })
})
