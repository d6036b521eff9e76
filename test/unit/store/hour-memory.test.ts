import { expect, it } from '@jest/globals'
import { createHourMemory } from '../../../lib/store/stats/hour-memory.ts'
import { hourParts } from '../../../lib/store/stats/hour-ranges.ts'

const NOW = new Date('2026-11-30T12:34:56Z')
const after = (ms: number) => new Date(NOW.getTime() + ms)

/** Counts the parts that are asked for; each has so many messages. */
function counting(received: number) {
  const memory = createHourMemory()
  return async (now: Date) => {
    let asked = 0
    const parts = hourParts(now)
    const counted = await memory.counted(parts, now, async (wanted) => {
      asked = wanted.length
      const none = { completed: 0, failed: 0, waiting: 0, skipped: 0, refused: 0, atLeast: false }
      return wanted.map(() => ({ received, ...none }))
    })
    expect(counted.map(({ first }) => first)).toEqual(parts.map(({ first }) => first))
    return asked
  }
}

it('busy hours that are over are counted once in a while, the current one each time', async () => {
  const count = counting(1_000)
  const all = hourParts(NOW).length
  expect(await count(NOW)).toBe(all)
  // The hour that goes on, and the two that the last days cut.
  expect(await count(after(1_000))).toBeLessThanOrEqual(5)
  const soon = await count(after(80_000))
  expect(soon).toBeGreaterThan(5)
  expect(soon).toBeLessThan(all)
  expect(await count(after(300_000))).toBe(all)
})

it('quiet hours are counted each time', async () => {
  const count = counting(3)
  const all = hourParts(NOW).length
  expect([await count(NOW), await count(after(1_000))]).toEqual([all, all])
})
