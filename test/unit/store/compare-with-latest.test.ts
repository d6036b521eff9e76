import { describe, expect, it } from '@jest/globals'
import { compareWithLatest } from '../../../lib/store/record/compare-with-latest.ts'
import type { LatestRecord } from '../../../lib/store/record/latest-records.ts'

const WINDOW_MS = 60_000
const none: LatestRecord = {
  id: 'lane',
  content: null,
  messageId: null,
  ordinals: null,
  receivedAt: new Date(0),
  recent: [],
  recentAt: [],
}

/** Contents and seconds of receipt; gives `new`, `repeat` or `may` (be a repeat) for each. */
function outcomes(given: readonly (readonly [string, number])[], windowMs = WINDOW_MS): string[] {
  let latest = none
  return given.map(([content, seconds], place) => {
    const receivedAt = new Date(1_800_000_000_000 + seconds * 1_000)
    const records = { messageId: `m${place}`, receivedAt, content, ordinals: [0] }
    const compared = compareWithLatest(latest, records, windowMs)
    if (compared.kind === 'duplicate') return 'duplicate'
    latest = compared.latest
    return compared.mayBeRepeat ? 'may' : 'new'
  })
}

describe('a record without an id', () => {
  it('is a repeat of the latest one alone', () => {
    const given = [...'AABBAABB'].map((content, place) => [content, place] as const)
    expect(outcomes(given)).toEqual([
      'new',
      'duplicate',
      'new',
      'duplicate',
      'may',
      'duplicate',
      'may',
      'duplicate',
    ])
  })

  it('may be a repeat where an equal one came before the latest within the window', () => {
    expect(
      outcomes([
        ['A', 0],
        ['B', 1],
        ['A', 2],
      ]),
    ).toEqual(['new', 'new', 'may'])
    expect(
      outcomes([
        ['A', 0],
        ['B', 1],
        ['A', 61],
      ]),
    ).toEqual(['new', 'new', 'new'])
  })

  it('may be a repeat also where one that was received long before came in between', () => {
    const handedOverLate = ['B', 0] as const
    expect(outcomes([['A', 10_000], handedOverLate, ['A', 10_001]])).toEqual(['new', 'new', 'may'])
  })

  it('counts from receipt to receipt of the one that was recorded', () => {
    expect(
      outcomes([
        ['A', 0],
        ['A', 60],
        ['A', 61],
        ['A', 62],
      ]),
    ).toEqual(['new', 'duplicate', 'new', 'duplicate'])
    expect(
      outcomes([
        ['A', 10],
        ['A', 0],
      ]),
    ).toEqual(['new', 'duplicate'])
  })

  it('is never a repeat where the window is closed', () => {
    expect(
      outcomes(
        [
          ['A', 0],
          ['A', 0],
        ],
        0,
      ),
    ).toEqual(['new', 'new'])
  })

  it('is compared with a bounded number of earlier ones', () => {
    const many = Array.from({ length: 30 }, (_, place) => [`c${place}`, 0] as const)
    expect(outcomes([...many, ['c0', 1], ['c29', 2]]).slice(-2)).toEqual(['new', 'may'])
  })
})
