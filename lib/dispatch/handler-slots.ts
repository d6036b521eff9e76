import type { RegisteredHandler } from '../handlers/discover-handlers.ts'
import { FROM_START, type LaneClaim } from '../store/deliver/claim-lanes.ts'
import type { Claimed, ReadFrom } from '../store/deliver/claimed.ts'
import type { DueLanes } from '../store/record/extend-lanes.ts'
import type { StartedDelivery } from '../store/record/started-delivery.ts'
import { type StartConditions, slotsToClaim } from './can-start-at-once.ts'

/** The slots of one handler in this process. */
export interface HandlerSlots {
  readonly handler: RegisteredHandler
  /** used by running deliveries, reservations and the current claim */
  taken: number
  /** ended runs without a slot whose settlement is not committed */
  settling: number
  /** Lanes that may be due and need a claim; Infinity = unknown. The next free slot is for that claim. */
  dueLanes: number
  /** The last claim left an unknown number of due lanes, or there was no claim yet. */
  mayHaveBacklog: boolean
  /** The last claim found the handler held by an operator. */
  isHeld: boolean
  /** The next claim reads due lanes from the oldest on. */
  mustReadAll: boolean
  /** where other claims start to read */
  readFrom: ReadFrom
}

export function slotsOf(handler: RegisteredHandler): HandlerSlots {
  return {
    handler,
    taken: 0,
    settling: 0,
    dueLanes: Infinity,
    mayHaveBacklog: true,
    isHeld: false,
    mustReadAll: true,
    readFrom: FROM_START,
  }
}

function freeSlots({ handler, taken }: HandlerSlots): number {
  return handler.options.concurrency - taken
}

/** Free slots for recordings: each lane that is known to be due has a slot before them. */
export function slotsToReserve(slots: HandlerSlots): number {
  const { dueLanes } = slots
  return freeSlots(slots) - (dueLanes < Infinity ? dueLanes : 1)
}

/** Whether a recording may start a delivery of the handler, as far as its slots tell. */
export function conditionsOf(
  slots: HandlerSlots,
): Omit<StartConditions, 'isStopping' | 'isQuarantined'> {
  const { handler, mayHaveBacklog, isHeld } = slots
  return { freeSlots: slotsToReserve(slots), mayHaveBacklog, isHeld, options: handler.options }
}

/**
 * Whether an ended run leaves its slot before its settlement is committed, because recordings need free
 * slots. At most `concurrency` runs settle without a slot.
 */
function mayLeaveSlot(slots: HandlerSlots): boolean {
  const { concurrency } = slots.handler.options
  const isNeeded = slots.mayHaveBacklog || freeSlots(slots) < concurrency / 2
  return isNeeded && slots.settling < concurrency
}

/** Used slots, and runs that settle without one. */
export function notEnded(all: Iterable<HandlerSlots>): number {
  return [...all].reduce((sum, { taken, settling }) => sum + taken + settling, 0)
}

/** One slot of a handler, taken by a reservation or a run. */
export interface TakenSlot {
  /** The run has ended, but is not settled. @returns whether the slot is free now */
  leave(): boolean
  /** Call it once. */
  end(): void
}

/** @param onFree called when the slot is free, and at the end */
export function takeSlot(slots: HandlerSlots, onFree: () => void): TakenSlot {
  let isLeft = false
  slots.taken += 1
  return {
    leave() {
      isLeft = mayLeaveSlot(slots)
      if (!isLeft) return false
      slots.settling += 1
      slots.taken -= 1
      onFree()
      return true
    },
    end() {
      if (isLeft) slots.settling -= 1
      else slots.taken -= 1
      onFree()
    },
  }
}

/** Adds due lanes of recordings. Handlers found held wait for a poll or a wake. */
export function addDueLanes(handlers: ReadonlyMap<number, HandlerSlots>, dueLanes: DueLanes): void {
  for (const [id, lanes] of dueLanes) {
    const slots = handlers.get(id)
    if (slots?.isHeld === false) slots.dueLanes += lanes
  }
}

/** The slots of one handler for a claim. */
export interface ClaimedSlots {
  readonly slots: HandlerSlots
  readonly count: number
  readonly from: ReadFrom
}

/** The result of a claim for one handler. */
export interface FoundLanes {
  /** due lanes found; each took a slot */
  readonly lanes: number
  /** due lanes left; Infinity = unknown, many */
  readonly left: number
  /** where the next claim starts to read */
  readonly nextFrom: ReadFrom
}

const NOTHING_FOUND: FoundLanes = { lanes: 0, left: 0, nextFrom: FROM_START }

/** Takes slots for a claim from each handler with due lanes, until the claim ends. */
export function takeForClaim(all: Iterable<HandlerSlots>): ClaimedSlots[] {
  const claimed: ClaimedSlots[] = []
  for (const slots of all) {
    const free = freeSlots(slots)
    if (slots.dueLanes === 0 || free <= 0) continue
    const isKnown = slots.dueLanes < Infinity
    const count = isKnown
      ? Math.min(slots.dueLanes, free)
      : slotsToClaim(free, slots.mayHaveBacklog)
    slots.dueLanes = 0
    slots.taken += count
    claimed.push({ slots, count, from: slots.mustReadAll ? FROM_START : slots.readFrom })
    slots.mustReadAll = false
  }
  return claimed
}

/**
 * Releases the slots of a claim.
 * @param found results of the handlers that may start; null = the claim failed
 */
export function endClaim(
  claimed: readonly ClaimedSlots[],
  found: ReadonlyMap<number, FoundLanes> | null,
): void {
  for (const { slots, count } of claimed) {
    slots.taken -= count
    if (found === null) {
      slots.dueLanes = Infinity
      slots.mustReadAll = true
      continue
    }
    slots.isHeld = !found.has(slots.handler.id)
    const { lanes, left, nextFrom } = found.get(slots.handler.id) ?? NOTHING_FOUND
    slots.mayHaveBacklog = left === Infinity && lanes >= count
    // Hints that came during the claim may tell the same lanes.
    if (lanes > 0) slots.dueLanes = Math.max(slots.dueLanes, left)
    slots.readFrom = nextFrom
  }
}

/** The burst of a rate limit: starts of this period. */
const RATE_SLICE_MS = 100
/** If a probe never reports back, allow another after its timeout plus this margin. */
const PROBE_MARGIN_MS = 5_000

/** The request of a claim for one handler. */
export function claimFor({ slots, count, from }: ClaimedSlots): LaneClaim {
  const { totalConcurrency, rateLimit, timeoutMs } = slots.handler.options
  const ratePerMs = rateLimit === null ? null : rateLimit.attempts / rateLimit.perMs
  const rateCapacity = ratePerMs === null ? null : Math.max(1, ratePerMs * RATE_SLICE_MS)
  const probeMs = timeoutMs + PROBE_MARGIN_MS
  return {
    handlerId: slots.handler.id,
    slots: count,
    total: totalConcurrency,
    ratePerMs,
    rateCapacity,
    ...from,
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
