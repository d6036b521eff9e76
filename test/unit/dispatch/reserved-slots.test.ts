import { afterEach, describe, expect, it } from '@jest/globals'
import type { ClaimedLanes } from '../../../lib/dispatch/handler-slots.ts'
import { settledOrTimeout } from '../../support/eventually.ts'
import {
  bedOf,
  calmBed,
  canReserve,
  endAll,
  ONE,
  reservedBy,
  untilEnded,
} from './reserved-slots-bed.ts'
import { NOTHING, started } from './some-dispatcher.ts'

afterEach(endAll)

describe('reserved slots', () => {
  it('are not given before the first claim', () => {
    expect(bedOf(1).dispatcher.reserve(1)).toBeNull()
  })

  it('are not given for a handler of another process', async () => {
    const { dispatcher } = await calmBed(1)
    expect(dispatcher.reserve(2)).toBeNull()
    await dispatcher.stop()
  })

  it('are as many as the handler has, running deliveries included', async () => {
    const bed = await calmBed(2, untilEnded)
    const [first, second] = reservedBy(bed, 2)
    expect(bed.dispatcher.reserve(1)).toBeNull()
    first?.start(started, performance.now())
    await settledOrTimeout(() => bed.dispatcher.running() === 1, 'the run')
    expect(bed.dispatcher.reserve(1)).toBeNull()
    second?.giveBack()
    second?.giveBack()
    reservedBy(bed, 1)
    expect(bed.dispatcher.reserve(1)).toBeNull()
  })

  it('run one delivery, however often they are used', async () => {
    let runs = 0
    const bed = await calmBed(1, () => {
      runs += 1
    })
    const [slot] = reservedBy(bed, 1)
    slot?.start(started, performance.now())
    slot?.start(started, performance.now())
    await bed.dispatcher.stop()
    expect(runs).toBe(1)
  })

  it('are asked for by a claim only for lanes that are due', async () => {
    const bed = await calmBed(8)
    const before = bed.asked.length
    bed.dispatcher.hint(ONE)
    await settledOrTimeout(() => canReserve(bed), 'the claim')
    expect(bed.asked.slice(before)).toEqual([1])
  })

  it('are not asked for by a claim', async () => {
    const bed = await calmBed(4)
    const before = bed.asked.length
    reservedBy(bed, 2)
    bed.dispatcher.wake()
    await settledOrTimeout(() => bed.asked.length > before, 'the claim')
    expect(bed.asked.at(-1)).toBe(1)
  })

  it('are taken by a claim first if it found no free slot before', async () => {
    const bed = await calmBed(1)
    const before = bed.asked.length
    const [slot] = reservedBy(bed, 1)
    bed.dispatcher.wake()
    expect(bed.asked).toHaveLength(before)
    slot?.giveBack()
    expect(bed.dispatcher.reserve(1)).toBeNull()
    await settledOrTimeout(() => canReserve(bed), 'the claim to end')
    expect(bed.asked).toHaveLength(before + 1)
  })

  it('are not given while a claim has left an unknown number of due lanes', async () => {
    const bed = await calmBed(3, untilEnded)
    const other = { ...started, lease: '2' }
    const next = Promise.withResolvers<ClaimedLanes>()
    const claimed = { ...NOTHING, started: [started, other] }
    bed.due.push({ ...claimed, lanesLeft: new Map([[1, Infinity]]) }, next.promise)
    bed.dispatcher.wake()
    await settledOrTimeout(() => bed.dispatcher.running() === 2, 'the runs')
    expect(canReserve(bed)).toBe(false)
    next.resolve(NOTHING)
    await settledOrTimeout(() => canReserve(bed), 'the claim after it')
  })

  it('are given beside the due lanes that a claim has left', async () => {
    const bed = await calmBed(4, untilEnded)
    const next = Promise.withResolvers<ClaimedLanes>()
    bed.due.push({ ...NOTHING, started: [started], lanesLeft: new Map([[1, 2]]) }, next.promise)
    bed.dispatcher.wake()
    await settledOrTimeout(() => bed.dispatcher.running() === 1, 'the run')
    expect(bed.asked.at(-1)).toBe(2)
    const slot = bed.dispatcher.reserve(1)
    expect(slot).not.toBeNull()
    expect(canReserve(bed)).toBe(false)
    slot?.giveBack()
    next.resolve(NOTHING)
  })

  it('are given during the claim after one that took every due lane', async () => {
    const bed = await calmBed(4, untilEnded)
    const next = Promise.withResolvers<ClaimedLanes>()
    const other = { ...started, lease: '2' }
    bed.due.push({ ...NOTHING, started: [started, other] }, next.promise)
    bed.dispatcher.wake()
    await settledOrTimeout(() => bed.dispatcher.running() === 2, 'the runs')
    expect(canReserve(bed)).toBe(true)
    next.resolve(NOTHING)
  })

  it('are not given after a stop, which waits for those that are open', async () => {
    let runs = 0
    const bed = await calmBed(2, () => {
      runs += 1
    })
    const [slot] = reservedBy(bed, 1)
    let isStopped = false
    const stopped = bed.dispatcher.stop().then(() => {
      isStopped = true
    })
    expect(bed.dispatcher.reserve(1)).toBeNull()
    await new Promise((resolve) => setImmediate(resolve))
    expect(isStopped).toBe(false)
    slot?.start(started, performance.now())
    await stopped
    expect(runs).toBe(0)
    expect(bed.settlements.map(({ outcome }) => outcome)).toEqual(['released'])
  })

  it('let no suspect run before they are used or given back', async () => {
    const ran: number[] = []
    const bed = await calmBed(3, () => void ran.push(1))
    const [slot, suspected] = reservedBy(bed, 2)
    suspected?.start({ ...started, abandoned: 2 }, performance.now())
    await new Promise((resolve) => setImmediate(resolve))
    expect(ran).toEqual([])
    expect(bed.dispatcher.reserve(1)).toBeNull()
    slot?.giveBack()
    await settledOrTimeout(() => ran.length === 1, 'the suspect')
    await bed.dispatcher.stop()
  })
})

describe('a handler that is held', () => {
  it('is not claimed for recordings, and for polls and operators it is', async () => {
    const bed = bedOf(2)
    bed.due.push({ ...NOTHING, nextFrom: new Map() })
    bed.dispatcher.start()
    await settledOrTimeout(() => bed.asked.length === 1, 'the first claim')
    await new Promise((resolve) => setImmediate(resolve))
    bed.dispatcher.hint(ONE)
    expect([bed.asked.length, canReserve(bed)]).toEqual([1, false])
    bed.dispatcher.wake()
    await settledOrTimeout(() => canReserve(bed), 'the claim that finds it running')
    bed.dispatcher.hint(ONE)
    expect(bed.asked).toHaveLength(3)
  })
})
