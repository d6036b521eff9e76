import { afterEach, describe, expect, it } from '@jest/globals'
import type { ReservedSlot } from '../../../lib/store/record/start-gate.ts'
import { settledOrTimeout } from '../../support/eventually.ts'
import { type bedOf, calmBed, canReserve, endAll, untilEnded } from './reserved-slots-bed.ts'
import { started } from './some-dispatcher.ts'

afterEach(endAll)

describe('a run that ends', () => {
  it('causes no claim if the last one found nothing and no hint came', async () => {
    const bed = await calmBed(1)
    const before = bed.asked.length
    for (let round = 0; round < 3; round += 1) {
      await settledOrTimeout(() => {
        const slot = bed.dispatcher.reserve(1)
        slot?.start(started, performance.now())
        return slot !== null
      }, 'a free slot')
    }
    await settledOrTimeout(() => bed.settlements.length === 3, 'the settlements')
    await bed.dispatcher.stop()
    expect(bed.asked).toHaveLength(before)
  })
})

describe('the slot of a run that has ended', () => {
  const startIn = async (bed: ReturnType<typeof bedOf>, delivery = started) => {
    let slot: ReservedSlot | null = null
    await settledOrTimeout(() => {
      slot = bed.dispatcher.reserve(1)
      return slot !== null
    }, 'a free slot')
    const count = bed.settlements.length
    ;(slot as ReservedSlot | null)?.start(delivery, performance.now())
    await settledOrTimeout(() => bed.settlements.length > count, 'the settlement')
  }
  const startNexts = ({ settlements }: ReturnType<typeof bedOf>) =>
    settlements.map(({ startNext }) => startNext)

  it('is free before its settlement is committed, and the settlement starts nothing', async () => {
    const bed = await calmBed(1, undefined, untilEnded)
    await startIn(bed)
    expect(canReserve(bed)).toBe(true)
    expect(startNexts(bed)).toEqual([false])
  })

  it('stays taken if others wait in its lane', async () => {
    const bed = await calmBed(1, undefined, untilEnded)
    await startIn(bed, { ...started, hasNext: true })
    expect(canReserve(bed)).toBe(false)
    expect(startNexts(bed)).toEqual([true])
  })

  it('stays taken while most slots are free', async () => {
    const bed = await calmBed(4, undefined, untilEnded)
    for (let run = 0; run < 4; run += 1) await startIn(bed)
    expect(startNexts(bed)).toEqual([true, true, false, false])
  })

  it('stays taken if as many settle without a slot as there are slots', async () => {
    const bed = await calmBed(1, undefined, untilEnded)
    await startIn(bed)
    await startIn(bed, { ...started, lease: '2' })
    expect(canReserve(bed)).toBe(false)
    expect(startNexts(bed)).toEqual([false, true])
  })

  it('is not enough for a suspect, which waits for the settlement', async () => {
    let runs = 0
    const settled = Promise.withResolvers<void>()
    const run = () => {
      runs += 1
    }
    const bed = await calmBed(1, run, () => settled.promise)
    await startIn(bed)
    const slot = bed.dispatcher.reserve(1)
    slot?.start({ ...started, abandoned: 2 }, performance.now())
    await new Promise((resolve) => setImmediate(resolve))
    expect(runs).toBe(1)
    settled.resolve()
    await settledOrTimeout(() => runs === 2, 'the suspect')
    await bed.dispatcher.stop()
  })
})
