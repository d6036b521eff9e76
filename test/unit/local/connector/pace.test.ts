import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { createPace } from '../../../../lib/local/connector/send.ts'

/** When calls begin whose waits end late by the given times (ms). */
async function startsOf(perSecond: number, lateMs: readonly number[]): Promise<number[]> {
  let now = 1_000
  const late = [...lateMs]
  const pace = createPace(perSecond, {
    now: () => now,
    wait: async (ms) => {
      now += ms + (late.shift() ?? 0)
    },
  })
  const starts: number[] = []
  await Promise.all(
    Array.from({ length: lateMs.length + 1 }, async () => {
      await pace(undefined)
      starts.push(now - 1_000)
    }),
  )
  return starts
}

describe('a pace', () => {
  it('spreads calls evenly', async () => {
    expect(await startsOf(20, [0, 0, 0])).toEqual([0, 50, 100, 150])
  })

  it('makes up for a late timer', async () => {
    expect(await startsOf(20, [2, 3, 0])).toEqual([0, 52, 103, 150])
  })

  it('sends no burst after a stall', async () => {
    expect(await startsOf(20, [10_000, 0, 0, 0])).toEqual([0, 10_050, 10_050, 10_100, 10_150])
  })

  it('lets no three calls begin within less than a slot', async () => {
    const late = fc.array(fc.oneof(fc.nat(5), fc.nat(5_000)), { maxLength: 40 })
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 1_000 }), late, async (perSecond, lateMs) => {
        const starts = await startsOf(perSecond, lateMs)
        const slotMs = 1_000 / perSecond
        for (let index = 2; index < starts.length; index += 1) {
          const spanMs = (starts[index] ?? 0) - (starts[index - 2] ?? 0)
          expect(spanMs).toBeGreaterThanOrEqual(slotMs - 1e-6)
        }
      }),
    )
  })
})
