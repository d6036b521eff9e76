import type { RegisteredHandler } from '../handlers/discover-handlers.ts'
import type { DueLanes } from '../store/record/extend-lanes.ts'
import type { ReservedSlot } from '../store/record/start-gate.ts'
import type { StartedDelivery } from '../store/record/started-delivery.ts'
import { canStartAtOnce } from './can-start-at-once.ts'
import { type ClaimLoopOptions, createClaimLoop } from './claim-loop.ts'
import { addDueLanes, conditionsOf, notEnded, slotsOf, takeSlot } from './handler-slots.ts'
import { createQuarantine } from './quarantine.ts'
import { createReservations } from './reservations.ts'
import { abortError } from './run-handler.ts'
import { type LaneOptions, runLane } from './run-lane.ts'

type SharedOptions = Pick<ClaimLoopOptions, 'claim' | 'pollMs' | 'onParked' | 'onFailure'> &
  Pick<LaneOptions, 'settle' | 'leases' | 'attemptDeps' | 'onAttempt'>

export interface DispatcherOptions extends SharedOptions {
  readonly handlers: readonly RegisteredHandler[]
  /** how long a stop waits for running deliveries before it releases them (ms) */
  readonly drainMs: number
}

export interface Dispatcher {
  start(): void
  /** Claims now: something may be due. */
  wake(): void
  /** Claims these due lanes. Handlers that the last claim found held wait for the next poll or wake. */
  hint(dueLanes: DueLanes): void
  /**
   * Reserves a slot for a delivery that a recording starts. A reserved slot counts as running.
   * @returns null = the delivery waits for a claim
   */
  reserve(handlerId: number): ReservedSlot | null
  /** Stops claiming, waits for running deliveries, then releases the rest. */
  stop(): Promise<void>
  /** number of running deliveries */
  running(): number
}

/** After the drain: time for released runs to end and settle (ms). */
const RELEASE_MS = 1_500

/**
 * Claims due lanes within the free slots of each handler, and runs each lane's deliveries in order.
 * Recordings reserve slots for the deliveries that they start.
 */
export function createDispatcher(options: DispatcherOptions): Dispatcher {
  const handlers = new Map(options.handlers.map((handler) => [handler.id, slotsOf(handler)]))
  const aborts = new Set<AbortController>()
  const runs = new Set<Promise<void>>()
  const quarantine = createQuarantine(() => notEnded(handlers.values()) - 1)
  let stopping = false
  let poll: NodeJS.Timeout | null = null
  const isStopping = () => stopping
  const { now } = options.attemptDeps
  const claims = createClaimLoop(handlers, quarantine, {
    ...options,
    now,
    isStopping,
    onStarted: startLane,
  })
  const reservations = createReservations(startLane, claims.claimIfDue)
  const lane: LaneOptions = {
    ...options,
    quarantine,
    aborts,
    isStopping,
    onRetry: claims.claimAfter,
    onDue: (handlerId, lanes) => addDueLanes(handlers, new Map([[handlerId, lanes]])),
  }

  function startLane(first: StartedDelivery, requestedAt: number): void {
    const slots = handlers.get(first.handlerId)
    if (slots === undefined) return
    const slot = takeSlot(slots, claims.claimIfDue)
    const run = runLane(slots.handler, first, requestedAt, slot.leave, lane)
      .catch((error) => {
        slots.dueLanes = Infinity
        options.onFailure(error)
      })
      .finally(() => {
        runs.delete(run)
        slot.end()
      })
    runs.add(run)
  }

  /** Resolves when nothing is claimed, reserved or running any more. */
  async function ended(): Promise<void> {
    const { open } = reservations
    while (claims.running() !== null || runs.size > 0 || open.size > 0) {
      await Promise.all([claims.running(), ...runs, ...open])
    }
  }

  return {
    start() {
      poll = setInterval(claims.readAll, options.pollMs)
      claims.claimAll()
    },
    wake: claims.claimAll,
    hint(dueLanes) {
      addDueLanes(handlers, dueLanes)
      claims.claimIfDue()
    },
    reserve(handlerId) {
      const slots = handlers.get(handlerId)
      const process = { isStopping: stopping, isQuarantined: quarantine.active() }
      if (slots === undefined || !canStartAtOnce({ ...process, ...conditionsOf(slots) }))
        return null
      return reservations.reserve(slots)
    },
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
