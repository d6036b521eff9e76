import { describe, expect, it } from '@jest/globals'
import {
  endClaim,
  placesOf,
  placesToReserve,
  takeForClaim,
} from '../../../lib/dispatch/handler-places.ts'
import { defineHandler } from '../../../lib/handlers/define-handler.ts'
import type { RegisteredHandler } from '../../../lib/handlers/discover-handlers.ts'
import { readHandlerOptions } from '../../../lib/handlers/handler-options.ts'

const LATER = '2026-01-02 00:00:00+00'

function somePlaces() {
  const definition = defineHandler({ on: '*', concurrency: 4, run: () => undefined })
  const { options } = readHandlerOptions(definition)
  return placesOf({ id: 1, name: 'h', definition, options } as RegisteredHandler)
}

function claimOf(
  places: ReturnType<typeof somePlaces>,
  found: [lanes: number, nextFrom: string, left?: number],
) {
  const claimed = takeForClaim([places])
  const [lanes, nextFrom, left = 0] = found
  endClaim(claimed, new Map([[1, { lanes, left, nextFrom }]]))
  return claimed[0]?.from
}

describe('the places of a handler', () => {
  it('are claimed from the oldest due lane at first, then from where the last claim found some', () => {
    const places = somePlaces()
    expect(claimOf(places, [4, LATER, Infinity])).toBeNull()
    expect(places.dueLanes).toBe(Infinity)
    expect(claimOf(places, [0, LATER])).toBe(LATER)
    expect(places.dueLanes).toBe(0)
  })

  it('are claimed from the oldest due lane once after each poll, also if no place was free then', () => {
    const places = somePlaces()
    claimOf(places, [0, LATER])
    places.taken = 4
    Object.assign(places, { dueLanes: Infinity, mustReadAll: true })
    expect(takeForClaim([places])).toEqual([])
    places.taken = 3
    expect(claimOf(places, [1, LATER, Infinity])).toBeNull()
    expect(claimOf(places, [0, LATER])).toBe(LATER)
  })

  it('keep the request of a poll that comes during a claim', () => {
    const places = somePlaces()
    const claimed = takeForClaim([places])
    Object.assign(places, { dueLanes: Infinity, mustReadAll: true })
    endClaim(claimed, new Map([[1, { lanes: 0, left: 0, nextFrom: LATER }]]))
    expect(claimOf(places, [0, LATER])).toBeNull()
  })

  it('are kept for as many due lanes as a claim has left, and the others are for recordings', () => {
    const places = somePlaces()
    claimOf(places, [2, LATER, 3])
    expect(places).toMatchObject({ dueLanes: 3, mayHaveBacklog: false })
    expect(placesToReserve(places)).toBe(1)
    expect(takeForClaim([places]).map(({ count }) => count)).toEqual([3])
  })

  it('are not for recordings while a claim has left an unknown number of due lanes', () => {
    const places = somePlaces()
    claimOf(places, [4, LATER, Infinity])
    expect(places.mayHaveBacklog).toBe(true)
  })

  it('are claimed from the oldest due lane after a claim that failed', () => {
    const places = somePlaces()
    claimOf(places, [1, LATER, Infinity])
    endClaim(takeForClaim([places]), null)
    expect(places.taken).toBe(0)
    expect(claimOf(places, [0, LATER])).toBeNull()
  })
})
