import type { RegisteredHandler } from '../handlers/discover-handlers.ts'
import type { LaneClaim } from '../store/deliver/claim-lanes.ts'
import type { Settled, Settlement } from '../store/deliver/settlement.ts'
import type { DueLanes } from '../store/record/enqueue.ts'
import type { ReservedPlace } from '../store/record/start-gate.ts'
import type { ParkedHead, StartedDelivery } from '../store/record/started-delivery.ts'
import { canStartAtOnce } from './can-start-at-once.ts'
import {
  addDueLanes,
  type ClaimedLanes,
  claimFor,
  endClaim,
  foundLanes,
  freePlaces,
  notEnded,
  placesOf,
  takeForClaim,
  takePlace,
} from './handler-places.ts'
import type { LeaseKeeper } from './lease-keeper.ts'
import { createQuarantine } from './quarantine.ts'
import type { AttemptDeps } from './run-attempt.ts'
import { abortError } from './run-handler.ts'
import { type EndedAttempt, type LaneOptions, runLane } from './run-lane.ts'

export interface DispatcherOptions {
  readonly handlers: readonly RegisteredHandler[]
  readonly claim: (claims: readonly LaneClaim[]) => Promise<ClaimedLanes>
  readonly settle: (settlement: Settlement) => Promise<Settled>
  readonly leases: LeaseKeeper
  /** interval of claims without a hint (ms) */
  readonly pollMs: number
  /** how long a stop waits for running deliveries before it releases them (ms) */
  readonly drainMs: number
  readonly tools: AttemptDeps
  readonly onAttempt: (attempt: EndedAttempt) => void
  /** called for lanes that parked without an attempt */
  readonly onParked: (head: ParkedHead) => void
  readonly onFailure: (error: unknown) => void
}

export interface Dispatcher {
  start(): void
  /** Claims now: something may be due. */
  wake(): void
  /** Claims these due lanes. Handlers that the last claim found held wait for the next poll or wake. */
  hint(dueLanes: DueLanes): void
  /**
   * Reserves a place for a delivery that a recording starts. A reserved place counts as running.
   * @returns null = the delivery waits for a claim
   */
  reserve(handlerId: number): ReservedPlace | null
  /** Stops claiming, waits for running deliveries, then releases the rest. */
  stop(): Promise<void>
  /** number of running deliveries */
  running(): number
}

/** After the drain: time for released runs to end and settle (ms). */
const RELEASE_MS = 1_500

/**
 * Claims due lanes within the free places of each handler, and runs each lane's deliveries in order.
 * Recordings reserve places for the deliveries that they start.
 */
export function createDispatcher(options: DispatcherOptions): Dispatcher {
  const { now } = options.tools
  const handlers = new Map(options.handlers.map((handler) => [handler.id, placesOf(handler)]))
  const aborts = new Set<AbortController>()
  const runs = new Set<Promise<void>>()
  const reserved = new Set<Promise<void>>()
  const quarantine = createQuarantine(() => notEnded(handlers.values()) - 1)
  const lane: LaneOptions = {
    ...options,
    quarantine,
    aborts,
    isStopping: () => stopping,
    onRetry: claimAfter,
    onDue: (handlerId, lanes) => addDueLanes(handlers, new Map([[handlerId, lanes]])),
  }
  let stopping = false
  let claiming: Promise<void> | null = null
  let again = false
  let poll: NodeJS.Timeout | null = null

  /** Claims for all handlers. */
  function claimDue(): void {
    for (const places of handlers.values()) places.dueLanes = Infinity
    claimAgain()
  }

  /** Claims until nothing is due or no place is free. A hint during a claim triggers another one. */
  function claimAgain(): void {
    if (claiming !== null) {
      again = true
      return
    }
    claiming = claimWhileDue()
      .catch(options.onFailure)
      .finally(() => {
        claiming = null
        // A hint may arrive after the last claim.
        if (again && !stopping) claimAgain()
      })
  }

  async function claimWhileDue(): Promise<void> {
    do {
      again = false
      if (stopping || quarantine.active()) return
      const claimed = takeForClaim(handlers.values())
      if (claimed.length === 0) return
      const asked = now()
      let found: ClaimedLanes | null = null
      try {
        found = await options.claim(claimed.map(claimFor))
      } finally {
        endClaim(claimed, found && foundLanes(found))
        if (found === null) quarantine.look()
      }
      for (const delivery of found.started) startLane(delivery, asked)
      for (const lane of found.parked) options.onParked(lane)
      quarantine.look()
      if (found.lookAgainMs !== null) claimAfter(found.lookAgainMs)
      if (claimed.some(({ of }) => of.dueLanes > 0)) again = true
    } while (again)
  }

  function startLane(first: StartedDelivery, asked: number): void {
    const places = handlers.get(first.handlerId)
    if (places === undefined) return
    const place = takePlace(places, claimIfDue)
    const run = runLane(places.handler, first, asked, place.leave, lane)
      .catch((error) => {
        places.dueLanes = Infinity
        options.onFailure(error)
      })
      .finally(() => {
        runs.delete(run)
        place.end()
      })
    runs.add(run)
  }

  /** Call it when a run has ended or a place is free. */
  function claimIfDue(): void {
    quarantine.look()
    // Checks all handlers: a suspect delivery may have blocked their claims.
    if ([...handlers.values()].some(({ dueLanes }) => dueLanes > 0)) claimAgain()
  }

  function reserve(handlerId: number): ReservedPlace | null {
    const places = handlers.get(handlerId)
    if (places === undefined) return null
    const isAllowed = canStartAtOnce({
      isStopping: stopping,
      isQuarantined: quarantine.active(),
      freePlaces: freePlaces(places) - (places.dueLanes > 0 ? 1 : 0),
      mayHaveBacklog: places.mayHaveBacklog,
      isHeld: places.isHeld,
      options: places.handler.options,
    })
    if (!isAllowed) return null
    const ended = Promise.withResolvers<void>()
    reserved.add(ended.promise)
    const place = takePlace(places, claimIfDue)
    const end = () => {
      const isOpen = reserved.delete(ended.promise)
      ended.resolve()
      return isOpen
    }
    return {
      start(delivery, asked) {
        if (!end()) return
        startLane(delivery, asked)
        place.end()
      },
      giveBack() {
        if (end()) place.end()
      },
    }
  }

  /** Schedules a claim for a retry that is due before the next poll. */
  function claimAfter(delayMs: number): void {
    if (delayMs < options.pollMs) setTimeout(claimDue, delayMs + 1).unref()
  }

  /** Also finds lanes that became due before the time from which claims read. */
  function readAll(): void {
    for (const places of handlers.values()) places.mustReadAll = true
    claimDue()
  }

  /** Resolves when nothing is claimed, reserved or running any more. */
  async function ended(): Promise<void> {
    while (claiming !== null || runs.size > 0 || reserved.size > 0) {
      await Promise.all([claiming, ...runs, ...reserved])
    }
  }

  return {
    start() {
      poll = setInterval(readAll, options.pollMs)
      claimDue()
    },
    wake: claimDue,
    hint(dueLanes) {
      addDueLanes(handlers, dueLanes)
      claimIfDue()
    },
    reserve,
    async stop() {
      stopping = true
      if (poll !== null) clearInterval(poll)
      await within(options.drainMs, ended())
      for (const abort of aborts) abort.abort(abortError('stopping'))
      await within(RELEASE_MS, ended())
    },
    running: () => runs.size,
  }
}

/** Waits for the work, at most `ms`. */
async function within(ms: number, work: Promise<void>): Promise<void> {
  let limit: NodeJS.Timeout | undefined
  const over = new Promise<void>((resolve) => {
    limit = setTimeout(resolve, ms)
  })
  await Promise.race([work, over])
  clearTimeout(limit)
}
