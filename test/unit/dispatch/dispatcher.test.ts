import { describe, expect, it } from '@jest/globals'
import type { ClaimedLanes } from '../../../lib/dispatch/handler-slots.ts'
import { FROM_START } from '../../../lib/store/deliver/claim-lanes.ts'
import type { ReservedSlot } from '../../../lib/store/record/start-gate.ts'
import type { ParkedHead } from '../../../lib/store/record/started-delivery.ts'
import { settledOrTimeout } from '../../support/eventually.ts'
import { dispatcherOf, NOTHING, started } from './some-dispatcher.ts'

describe('the dispatcher', () => {
  it('gives back what a claim brings after the stop, without running it', async () => {
    let bring: (lanes: ClaimedLanes) => void = () => undefined
    let runs = 0
    const { dispatcher, settlements } = dispatcherOf(
      () =>
        new Promise((resolve) => {
          bring = resolve
        }),
      () => {
        runs += 1
      },
    )
    dispatcher.start()
    const stopped = dispatcher.stop()
    bring({ ...NOTHING, started: [started] })
    await stopped
    expect(runs).toBe(0)
    expect(settlements.map(({ outcome, next }) => [outcome, next.state])).toEqual([
      ['released', 'waiting'],
    ])
  })

  it('looks again for every hint, also one that comes as a look ends', async () => {
    let due = 0
    let ran = 0
    const { dispatcher } = dispatcherOf(
      async () => {
        if (due === 0) return NOTHING
        due -= 1
        return { ...NOTHING, started: [started] }
      },
      () => {
        ran += 1
      },
    )
    dispatcher.start()
    for (let round = 1; round <= 20; round += 1) {
      // After a different number of microtasks each time.
      for (let step = 0; step < round; step += 1) await null
      due += 1
      dispatcher.wake()
      await settledOrTimeout(() => ran === round, `run ${round}`)
      dispatcher.wake()
    }
    await dispatcher.stop()
  })

  it('looks behind lanes that were parked without an attempt at once, not with the next poll', async () => {
    const head: ParkedHead = { ...started, reasonCode: null }
    const lanesLeft = new Map([[1, 1]])
    const claims: ClaimedLanes[] = [
      { ...NOTHING, parked: [head, head], lanesLeft },
      { ...NOTHING, parked: [head], lanesLeft },
      { ...NOTHING, started: [started] },
    ]
    let ran = 0
    const { dispatcher } = dispatcherOf(
      async () => claims.shift() ?? NOTHING,
      () => {
        ran += 1
      },
    )
    dispatcher.start()
    await settledOrTimeout(() => ran === 1, 'the delivery behind them')
    await dispatcher.stop()
  })

  it('claims for every handler that needs it once a suspect has run alone', async () => {
    const claimed: number[][] = []
    const { dispatcher, settlements } = dispatcherOf(
      async (claims) => {
        claimed.push(claims.map(({ handlerId }) => handlerId))
        return {
          ...NOTHING,
          nextFrom: new Map(claims.map(({ handlerId }) => [handlerId, FROM_START])),
        }
      },
      () => undefined,
      {},
      { ids: [1, 2], isLaneDue: ({ delivery }) => delivery.handlerId === 2 },
    )
    dispatcher.start()
    const slots: ReservedSlot[] = []
    for (const id of [1, 2]) {
      await settledOrTimeout(() => {
        const slot = dispatcher.reserve(id)
        if (slot !== null) slots.push(slot)
        return slot !== null
      }, 'a free slot')
    }
    const before = claimed.length
    slots[0]?.start({ ...started, abandoned: 2 }, performance.now())
    slots[1]?.start({ ...started, handlerId: 2 }, performance.now())
    await settledOrTimeout(() => settlements.length === 2, 'the settlements')
    await settledOrTimeout(() => claimed.length > before, 'the claim')
    expect(claimed.at(-1)).toEqual([2])
    await dispatcher.stop()
  })

  it('ends a stop at its time although a handler never ends', async () => {
    const { dispatcher } = dispatcherOf(
      (() => {
        let first = true
        return async () => {
          const lanes = first ? { ...NOTHING, started: [started] } : NOTHING
          first = false
          return lanes
        }
      })(),
      () => new Promise(() => undefined),
    )
    dispatcher.start()
    await settledOrTimeout(() => dispatcher.running() === 1, 'the run')
    await dispatcher.stop()
    expect(dispatcher.running()).toBe(0)
  })
})
