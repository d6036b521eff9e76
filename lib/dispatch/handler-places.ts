import type { RegisteredHandler } from '../handlers/discover-handlers.ts'
import type { Claimed, LaneClaim } from '../store/deliver/claim-lanes.ts'
import type { DueLanes } from '../store/record/extend-lanes.ts'
import type { StartedDelivery } from '../store/record/started-delivery.ts'
import { placesToClaim, type StartConditions } from './can-start-at-once.ts'

/** The places of one handler in this process. */
export interface HandlerPlaces {
  readonly handler: RegisteredHandler
  /** used by running deliveries, reservations and the current claim */
  taken: number
  /** ended runs without a place whose settlement is not committed */
  settling: number
  /** Lanes that may be due and need a claim; Infinity = unknown. The next free place is for that claim. */
  dueLanes: number
  /** The last claim left an unknown number of due lanes, or there was no claim yet. */
  mayHaveBacklog: boolean
  /** The last claim found the handler held by an operator. */
  isHeld: boolean
  /** The next claim reads due lanes from the oldest on. */
  mustReadAll: boolean
  /** first due time for other claims; null = from the oldest */
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

function freePlaces({ handler, taken }: HandlerPlaces): number {
  return handler.options.concurrency - taken
}

/** Free places for recordings: each lane that is known to be due has a place before them. */
export function placesToReserve(places: HandlerPlaces): number {
  const { dueLanes } = places
  return freePlaces(places) - (dueLanes < Infinity ? dueLanes : 1)
}

/** Whether a recording may start a delivery of the handler, as far as its places tell. */
export function conditionsOf(
  places: HandlerPlaces,
): Omit<StartConditions, 'isStopping' | 'isQuarantined'> {
  const { handler, mayHaveBacklog, isHeld } = places
  return { freePlaces: placesToReserve(places), mayHaveBacklog, isHeld, options: handler.options }
}

/**
 * Whether an ended run leaves its place before its settlement is committed, because recordings need free
 * places. At most `concurrency` runs settle without a place.
 */
function mayLeavePlace(places: HandlerPlaces): boolean {
  const { concurrency } = places.handler.options
  const isNeeded = places.mayHaveBacklog || freePlaces(places) < concurrency / 2
  return isNeeded && places.settling < concurrency
}

/** Used places, and runs that settle without one. */
export function notEnded(all: Iterable<HandlerPlaces>): number {
  return [...all].reduce((sum, { taken, settling }) => sum + taken + settling, 0)
}

/** One place of a handler, taken by a reservation or a run. */
export interface TakenPlace {
  /** The run has ended, but is not settled. @returns whether the place is free now */
  leave(): boolean
  /** Call it once. */
  end(): void
}

/** @param onFree called when the place is free, and at the end */
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

/** Adds due lanes of recordings. Handlers found held wait for a poll or a wake. */
export function addDueLanes(
  handlers: ReadonlyMap<number, HandlerPlaces>,
  dueLanes: DueLanes,
): void {
  for (const [id, lanes] of dueLanes) {
    const places = handlers.get(id)
    if (places?.isHeld === false) places.dueLanes += lanes
  }
}

/** The places of one handler for a claim. */
export interface ClaimedPlaces {
  readonly places: HandlerPlaces
  readonly count: number
  /** first due time to read; null = from the oldest */
  readonly from: string | null
}

/** The result of a claim for one handler. */
export interface FoundLanes {
  /** due lanes found; each took a place */
  readonly lanes: number
  /** due lanes left; Infinity = unknown, many */
  readonly left: number
  /** first due time for the next claim; null = from the oldest */
  readonly nextFrom: string | null
}

const NOTHING_FOUND: FoundLanes = { lanes: 0, left: 0, nextFrom: null }

/** Takes places for a claim from each handler with due lanes, until the claim ends. */
export function takeForClaim(all: Iterable<HandlerPlaces>): ClaimedPlaces[] {
  const claimed: ClaimedPlaces[] = []
  for (const places of all) {
    const free = freePlaces(places)
    if (places.dueLanes === 0 || free <= 0) continue
    const isKnown = places.dueLanes < Infinity
    const count = isKnown
      ? Math.min(places.dueLanes, free)
      : placesToClaim(free, places.mayHaveBacklog)
    places.dueLanes = 0
    places.taken += count
    claimed.push({ places, count, from: places.mustReadAll ? null : places.readFrom })
    places.mustReadAll = false
  }
  return claimed
}

/**
 * Releases the places of a claim.
 * @param found results of the handlers that may start; null = the claim failed
 */
export function endClaim(
  claimed: readonly ClaimedPlaces[],
  found: ReadonlyMap<number, FoundLanes> | null,
): void {
  for (const { places, count } of claimed) {
    places.taken -= count
    if (found === null) {
      places.dueLanes = Infinity
      places.mustReadAll = true
      continue
    }
    places.isHeld = !found.has(places.handler.id)
    const { lanes, left, nextFrom } = found.get(places.handler.id) ?? NOTHING_FOUND
    places.mayHaveBacklog = left === Infinity && lanes >= count
    // Hints that came during the claim may tell the same lanes.
    if (lanes > 0) places.dueLanes = Math.max(places.dueLanes, left)
    places.readFrom = nextFrom
  }
}

/** The burst of a rate limit: starts of this period. */
const RATE_SLICE_MS = 100
/** If a probe never reports back, allow another after its timeout plus this margin. */
const PROBE_MARGIN_MS = 5_000

/** The request of a claim for one handler. */
export function claimFor({ places, count, from }: ClaimedPlaces): LaneClaim {
  const { totalConcurrency, rateLimit, timeoutMs } = places.handler.options
  const ratePerMs = rateLimit === null ? null : rateLimit.attempts / rateLimit.perMs
  const rateCapacity = ratePerMs === null ? null : Math.max(1, ratePerMs * RATE_SLICE_MS)
  const probeMs = timeoutMs + PROBE_MARGIN_MS
  return {
    handlerId: places.handler.id,
    places: count,
    total: totalConcurrency,
    ratePerMs,
    rateCapacity,
    lookFrom: from,
    probeMs,
  }
}

/** The result of a claim, with the events of the started deliveries. */
export interface ClaimedLanes extends Omit<Claimed, 'started'> {
  readonly started: readonly StartedDelivery[]
}

export function foundLanes({
  started,
  parked,
  postponed,
  nextFrom,
  lanesLeft,
}: ClaimedLanes): Map<number, FoundLanes> {
  const lanes = new Map<number, number>()
  const ids = [...started, ...parked].map(({ handlerId }) => handlerId)
  for (const id of [...ids, ...postponed]) lanes.set(id, (lanes.get(id) ?? 0) + 1)
  return new Map(
    [...nextFrom].map(([id, from]) => [
      id,
      { lanes: lanes.get(id) ?? 0, left: lanesLeft.get(id) ?? 0, nextFrom: from },
    ]),
  )
}
