import type { RegisteredHandler } from '../handlers/discover-handlers.ts'
import { placesToClaim } from './can-start-at-once.ts'

/** The places of one handler in this process. */
export interface HandlerPlaces {
  readonly handler: RegisteredHandler
  /** taken by running deliveries, by reservations and by the claim that is under way */
  taken: number
  /** A lane may be due that no claim has looked for. The next free place is for a claim. */
  mustClaim: boolean
  /** The last claim may have left due lanes behind, or no claim has looked yet. */
  mayHaveBacklog: boolean
  /** The next claim reads due lanes from the oldest. */
  mustReadAll: boolean
  /** the due time from which claims read otherwise; null = from the oldest */
  readFrom: string | null
}

export function placesOf(handler: RegisteredHandler): HandlerPlaces {
  return {
    handler,
    taken: 0,
    mustClaim: true,
    mayHaveBacklog: true,
    mustReadAll: true,
    readFrom: null,
  }
}

export function freePlaces({ handler, taken }: HandlerPlaces): number {
  return handler.options.concurrency - taken
}

/** The places of one handler that a claim has asked for. */
export interface ClaimedPlaces {
  readonly of: HandlerPlaces
  readonly count: number
  /** the due time from which lanes are read; null = from the oldest */
  readonly from: string | null
}

/** What a claim has found for one handler. */
export interface FoundLanes {
  /** due lanes: each of them took a place */
  readonly lanes: number
  /** the due time from which the next claim may read; null = from the oldest */
  readonly nextFrom: string | null
}

/** Takes places for a claim from each handler that needs one. They count as taken until the claim ends. */
export function takeForClaim(all: Iterable<HandlerPlaces>): ClaimedPlaces[] {
  const claimed: ClaimedPlaces[] = []
  for (const of of all) {
    const free = freePlaces(of)
    if (!of.mustClaim || free <= 0) continue
    const count = placesToClaim(free, of.mayHaveBacklog)
    of.taken += count
    of.mustClaim = false
    claimed.push({ of, count, from: of.mustReadAll ? null : of.readFrom })
    of.mustReadAll = false
  }
  return claimed
}

/**
 * Gives the places of a claim back.
 * @param found for each handler that may start; null = the claim failed
 */
export function endClaim(
  claimed: readonly ClaimedPlaces[],
  found: ReadonlyMap<number, FoundLanes> | null,
): void {
  for (const { of, count } of claimed) {
    of.taken -= count
    if (found === null) {
      of.mustClaim = true
      of.mustReadAll = true
      continue
    }
    const { lanes, nextFrom } = found.get(of.handler.id) ?? { lanes: 0, nextFrom: null }
    if (lanes > 0) of.mustClaim = true
    of.mayHaveBacklog = lanes >= count
    of.readFrom = nextFrom
  }
}
