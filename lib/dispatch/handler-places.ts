import type { RegisteredHandler } from '../handlers/discover-handlers.ts'
import type { DueLanes } from '../store/record/enqueue.ts'
import { placesToClaim } from './can-start-at-once.ts'

/** The places of one handler in this process. */
export interface HandlerPlaces {
  readonly handler: RegisteredHandler
  /** taken by running deliveries, by reservations and by the claim that is under way */
  taken: number
  /** runs that have ended and left their place, until their settlement is committed */
  settling: number
  /** Lanes that may be due and that no claim has looked for; Infinity = not known. The next free place is for a claim. */
  dueLanes: number
  /** The last claim may have left due lanes behind, or no claim has looked yet. */
  mayHaveBacklog: boolean
  /** The last claim could start nothing of it: an operator holds it. */
  isHeld: boolean
  /** The next claim reads due lanes from the oldest. */
  mustReadAll: boolean
  /** the due time from which claims read otherwise; null = from the oldest */
  readFrom: string | null
}

export function placesOf(handler: RegisteredHandler): HandlerPlaces {
  return {
    handler,
    taken: 0,
    settling: 0,
    dueLanes: Infinity,
    mayHaveBacklog: true,
    isHeld: false,
    mustReadAll: true,
    readFrom: null,
  }
}

export function freePlaces({ handler, taken }: HandlerPlaces): number {
  return handler.options.concurrency - taken
}

/**
 * Whether a run that has ended leaves its place before its settlement is committed. Its handler is over, and
 * recordings need free places. At most as many runs as there are places settle without one.
 */
function mayLeavePlace(places: HandlerPlaces): boolean {
  const { concurrency } = places.handler.options
  const isNeeded = places.mayHaveBacklog || freePlaces(places) < concurrency / 2
  return isNeeded && places.settling < concurrency
}

/** Taken places, and runs that settle without one. */
export function notEnded(all: Iterable<HandlerPlaces>): number {
  return [...all].reduce((sum, { taken, settling }) => sum + taken + settling, 0)
}

/** One place of a handler, taken by a reservation or a run. */
export interface TakenPlace {
  /** The run has ended, its settlement has not. @returns whether the place is free now */
  leave(): boolean
  /** Must be called once. */
  end(): void
}

/** @param onFree told when the place is free, and when all is over */
export function takePlace(places: HandlerPlaces, onFree: () => void): TakenPlace {
  let isLeft = false
  places.taken += 1
  return {
    leave() {
      isLeft = mayLeavePlace(places)
      if (!isLeft) return false
      places.settling += 1
      places.taken -= 1
      onFree()
      return true
    },
    end() {
      if (isLeft) places.settling -= 1
      else places.taken -= 1
      onFree()
    },
  }
}

/** Adds lanes that recordings have left due. What was held at the last claim waits for a poll or a wake. */
export function addDueLanes(
  handlers: ReadonlyMap<number, HandlerPlaces>,
  dueLanes: DueLanes,
): void {
  for (const [id, lanes] of dueLanes) {
    const places = handlers.get(id)
    if (places?.isHeld === false) places.dueLanes += lanes
  }
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
  /** due lanes are left */
  readonly hasMore: boolean
  /** the due time from which the next claim may read; null = from the oldest */
  readonly nextFrom: string | null
}

const NOTHING_FOUND: FoundLanes = { lanes: 0, hasMore: false, nextFrom: null }

/** Takes places for a claim from each handler that needs one. They count as taken until the claim ends. */
export function takeForClaim(all: Iterable<HandlerPlaces>): ClaimedPlaces[] {
  const claimed: ClaimedPlaces[] = []
  for (const of of all) {
    const free = freePlaces(of)
    if (of.dueLanes === 0 || free <= 0) continue
    const count = Math.min(of.dueLanes, placesToClaim(free, of.mayHaveBacklog))
    of.dueLanes = 0
    of.taken += count
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
      of.dueLanes = Infinity
      of.mustReadAll = true
      continue
    }
    of.isHeld = !found.has(of.handler.id)
    const { lanes, hasMore, nextFrom } = found.get(of.handler.id) ?? NOTHING_FOUND
    of.mayHaveBacklog = hasMore && lanes >= count
    if (hasMore && lanes > 0) of.dueLanes = Infinity
    of.readFrom = nextFrom
  }
}
