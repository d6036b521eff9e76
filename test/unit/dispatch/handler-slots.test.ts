import { describe, expect, it } from '@jest/globals'
import {
  endClaim,
  slotsOf,
  slotsToReserve,
  takeForClaim,
} from '../../../lib/dispatch/handler-slots.ts'
import { defineHandler } from '../../../lib/handlers/define-handler.ts'
import type { RegisteredHandler } from '../../../lib/handlers/discover-handlers.ts'
import { readHandlerOptions } from '../../../lib/handlers/handler-options.ts'
import { FROM_START } from '../../../lib/store/deliver/claim-lanes.ts'
import type { ReadFrom } from '../../../lib/store/deliver/claimed.ts'

const LATER = {
  lanesFrom: '2026-01-02 00:00:00+00',
  leasesFrom: '2026-01-02 00:00:30+00',
}

function someSlots() {
  const definition = defineHandler({ on: '*', concurrency: 4, run: () => undefined })
  const { options } = readHandlerOptions(definition)
  return slotsOf({ id: 1, name: 'h', definition, options } as RegisteredHandler)
}

function claimOf(
  slots: ReturnType<typeof someSlots>,
  found: [lanes: number, nextFrom: ReadFrom, left?: number],
) {
  const claimed = takeForClaim([slots])
  const [lanes, nextFrom, left = 0] = found
  endClaim(claimed, new Map([[1, { lanes, left, nextFrom }]]))
  return claimed[0]?.from
}

describe('the slots of a handler', () => {
  it('are claimed from the oldest due lane at first, then from where the last claim found some', () => {
    const slots = someSlots()
    expect(claimOf(slots, [4, LATER, Infinity])).toBe(FROM_START)
    expect(slots.dueLanes).toBe(Infinity)
    expect(claimOf(slots, [0, LATER])).toBe(LATER)
    expect(slots.dueLanes).toBe(0)
  })

  it('are claimed from the oldest due lane once after each poll, also if no slot was free then', () => {
    const slots = someSlots()
    claimOf(slots, [0, LATER])
    slots.taken = 4
    Object.assign(slots, { dueLanes: Infinity, mustReadAll: true })
    expect(takeForClaim([slots])).toEqual([])
    slots.taken = 3
    expect(claimOf(slots, [1, LATER, Infinity])).toBe(FROM_START)
    expect(claimOf(slots, [0, LATER])).toBe(LATER)
  })

  it('keep the request of a poll that comes during a claim', () => {
    const slots = someSlots()
    const claimed = takeForClaim([slots])
    Object.assign(slots, { dueLanes: Infinity, mustReadAll: true })
    endClaim(claimed, new Map([[1, { lanes: 0, left: 0, nextFrom: LATER }]]))
    expect(claimOf(slots, [0, LATER])).toBe(FROM_START)
  })

  it('are kept for as many due lanes as a claim has left, and the others are for recordings', () => {
    const slots = someSlots()
    claimOf(slots, [2, LATER, 3])
    expect(slots).toMatchObject({ dueLanes: 3, mayHaveBacklog: false })
    expect(slotsToReserve(slots)).toBe(1)
    expect(takeForClaim([slots]).map(({ count }) => count)).toEqual([3])
  })

  it('are not for recordings while a claim has left an unknown number of due lanes', () => {
    const slots = someSlots()
    claimOf(slots, [4, LATER, Infinity])
    expect(slots.mayHaveBacklog).toBe(true)
  })

  it('are claimed from the oldest due lane after a claim that failed', () => {
    const slots = someSlots()
    claimOf(slots, [1, LATER, Infinity])
    endClaim(takeForClaim([slots]), null)
    expect(slots.taken).toBe(0)
    expect(claimOf(slots, [0, LATER])).toBe(FROM_START)
  })
})
