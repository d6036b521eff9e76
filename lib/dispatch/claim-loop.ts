import type { LaneClaim } from '../store/deliver/claim-lanes.ts'
import type { ParkedHead, StartedDelivery } from '../store/record/started-delivery.ts'
import {
  type ClaimedLanes,
  claimFor,
  endClaim,
  foundLanes,
  type HandlerSlots,
  takeForClaim,
} from './handler-slots.ts'
import type { Quarantine } from './quarantine.ts'

export interface ClaimLoopOptions {
  readonly claim: (claims: readonly LaneClaim[]) => Promise<ClaimedLanes>
  /** interval of claims without a hint (ms) */
  readonly pollMs: number
  readonly now: () => number
  readonly isStopping: () => boolean
  /** @param requestedAt time of the lease request (ms) */
  readonly onStarted: (delivery: StartedDelivery, requestedAt: number) => void
  /** called for lanes that parked without an attempt */
  readonly onParked: (head: ParkedHead) => void
  readonly onFailure: (error: unknown) => void
}

/** Claims due lanes, one claim at a time. */
export interface ClaimLoop {
  /** Claims for all handlers. */
  claimAll(): void
  /** Claims if a handler has due lanes: a run has ended, a slot is free, or a hint came. */
  claimIfDue(): void
  /** Schedules a claim for a retry that is due before the next poll. */
  claimAfter(delayMs: number): void
  /** Claims for all handlers, also lanes that became due before the time from which claims read. */
  readAll(): void
  /** null = no claim is running */
  running(): Promise<void> | null
}

export function createClaimLoop(
  handlers: ReadonlyMap<number, HandlerSlots>,
  quarantine: Quarantine,
  options: ClaimLoopOptions,
): ClaimLoop {
  let claiming: Promise<void> | null = null
  let again = false

  /** Claims until nothing is due or no slot is free. A hint during a claim triggers another one. */
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
        if (again && !options.isStopping()) claimAgain()
      })
  }

  async function claimWhileDue(): Promise<void> {
    do {
      again = false
      if (options.isStopping() || quarantine.active()) return
      const claimed = takeForClaim(handlers.values())
      if (claimed.length === 0) return
      const requestedAt = options.now()
      let found: ClaimedLanes | null = null
      try {
        found = await options.claim(claimed.map(claimFor))
      } finally {
        endClaim(claimed, found && foundLanes(found))
        if (found === null) quarantine.look()
      }
      for (const delivery of found.started) options.onStarted(delivery, requestedAt)
      for (const lane of found.parked) options.onParked(lane)
      quarantine.look()
      if (found.lookAgainMs !== null) claimAfter(found.lookAgainMs)
      if (claimed.some(({ slots }) => slots.dueLanes > 0)) again = true
    } while (again)
  }

  function claimAll(): void {
    for (const slots of handlers.values()) slots.dueLanes = Infinity
    claimAgain()
  }

  function claimAfter(delayMs: number): void {
    if (delayMs < options.pollMs) setTimeout(claimAll, delayMs + 1).unref()
  }

  return {
    claimAll,
    claimAfter,
    claimIfDue() {
      quarantine.look()
      // Checks all handlers: a suspect delivery may have blocked their claims.
      if ([...handlers.values()].some(({ dueLanes }) => dueLanes > 0)) claimAgain()
    },
    readAll() {
      for (const slots of handlers.values()) slots.mustReadAll = true
      claimAll()
    },
    running: () => claiming,
  }
}
