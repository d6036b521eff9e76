import { describe, expect, it } from '@jest/globals'
import { shareOf } from '../../../app/monitor/src/charts/compared.ts'
import { axisEnd } from '../../../app/monitor/src/charts/trend-scale.ts'

const SECOND = 1_000
const MINUTE = 60 * SECOND
const DAY = 24 * 60 * MINUTE

describe('the numbers of a chart', () => {
  it.each([
    ['duration', 0, 2],
    ['duration', 252, 400],
    ['duration', 31 * SECOND, MINUTE],
    ['duration', 45 * DAY, 46 * DAY],
    ['number', 0.3, 0.4],
    ['number', 22, 40],
    ['number', 1_600, 2_000],
  ] as const)(
    'end an axis of a %s up to %d at %d: its half is round as well',
    (unit, most, end) => {
      expect(axisEnd(unit, most)).toBe(end)
    },
  )

  it.each([
    [0, 0, 0],
    [0, 7, 0],
    [7, 7, 1],
    [1, 1_000, 0.01],
    [999, 1_000, 0.99],
    [1, 3, 0.33],
  ])('write %d of %d as the share %d, never rounded to none or all', (part, all, share) => {
    expect(shareOf(part, all)).toBe(share)
  })
})
