import { expect, it } from '@jest/globals'
import { hourParts } from '../../../lib/store/stats/hour-ranges.ts'
import { createPartMemory } from '../../../lib/store/stats/part-memory.ts'

const NOW = new Date('2026-11-30T12:34:56Z')
const after = (ms: number) => new Date(NOW.getTime() + ms)

/** Counts the parts that are asked for; each has so many rows. @returns the number of these parts */
function counting(rows: number) {
  const memory = createPartMemory<{ rows: number; first: string }>((counts) => counts.rows)
  return async (now: Date) => {
    let asked = 0
    const parts = hourParts(now)
    const counted = await memory(parts, now, async (wanted) => {
      asked = wanted.length
      return wanted.map(({ first }) => ({ rows, first }))
    })
    expect(counted.map(({ first }) => first)).toEqual(parts.map(({ first }) => first))
    return asked
  }
}

it('busy parts that are over are counted once in a while, the current one each time', async () => {
  const count = counting(1_000)
  const all = hourParts(NOW).length
  expect(await count(NOW)).toBe(all)
  // The part that goes on, and those that the two days cut.
  expect(await count(after(1_000))).toBeLessThanOrEqual(5)
  const soon = await count(after(80_000))
  expect(soon).toBeGreaterThan(5)
  expect(soon).toBeLessThan(all)
  expect(await count(after(300_000))).toBe(all)
})

it('quiet parts are counted each time', async () => {
  const count = counting(3)
  const all = hourParts(NOW).length
  expect([await count(NOW), await count(after(1_000))]).toEqual([all, all])
})
