import type { RegisteredHandler } from '../handlers/registered-handler.ts'
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
}

export function placesOf(handler: RegisteredHandler): HandlerPlaces {
  return { handler, taken: 0, mustClaim: true, mayHaveBacklog: true }
}

export function freePlaces({ handler, taken }: HandlerPlaces): number {
  return handler.options.concurrency - taken
}

/** The places of one handler that a claim has asked for. */
export interface ClaimedPlaces {
  readonly of: HandlerPlaces
  readonly count: number
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
    claimed.push({ of, count })
  }
  return claimed
}

/**
 * Gives the places of a claim back.
 * @param found due lanes that the claim found for each handler; null = the claim failed
 */
export function endClaim(
  claimed: readonly ClaimedPlaces[],
  found: ReadonlyMap<number, number> | null,
): void {
  for (const { of, count } of claimed) {
    of.taken -= count
    const lanes = found?.get(of.handler.id) ?? 0
    if (found === null || lanes > 0) of.mustClaim = true
    if (found !== null) of.mayHaveBacklog = lanes >= count
  }
}
