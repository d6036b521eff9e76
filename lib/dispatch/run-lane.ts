import type { RegisteredHandler } from '../handlers/discover-handlers.ts'
import type { Settled, Settlement } from '../store/deliver/settlement.ts'
import type { StartedDelivery } from '../store/record/started-delivery.ts'
import { isCounted } from './can-start-at-once.ts'
import type { LeaseKeeper } from './lease-keeper.ts'
import type { Quarantine } from './quarantine.ts'
import { type AttemptDeps, runAttempt } from './run-attempt.ts'
import { abortError } from './run-handler.ts'

export interface EndedAttempt {
  readonly handler: RegisteredHandler
  readonly settlement: Settlement
  readonly durationMs: number
  readonly settled: Pick<Settled, 'held' | 'spared' | 'circuit'>
}

export interface LaneOptions {
  readonly settle: (settlement: Settlement) => Promise<Settled>
  readonly leases: LeaseKeeper
  readonly attemptDeps: AttemptDeps
  readonly quarantine: Quarantine
  /** aborted when the process stops */
  readonly aborts: Set<AbortController>
  readonly isStopping: () => boolean
  readonly onAttempt: (attempt: EndedAttempt) => void
  /** called with the delay of the lane's retry (ms) */
  readonly onRetry: (delayMs: number) => void
  /** called with the number of lanes that may be due; Infinity = unknown */
  readonly onDue: (handlerId: number, lanes: number) => void
}

/** A delivery runs alone after this many processes in a row died while running it. */
const SUSPECT_AFTER = 2
/** A busy lane yields to others after this many deliveries. */
const MAX_RUN_OF_A_LANE = 32

/**
 * Runs the started delivery of a lane, then those that its settlements start.
 * @param requestedAt time of the first lease request, by the clock of the attempts (ms)
 * @param leaveSlot called when a run has ended and nothing waits behind it; true = the slot is free now,
 *   and a claim starts later deliveries of the lane
 */
export async function runLane(
  handler: RegisteredHandler,
  first: StartedDelivery,
  requestedAt: number,
  leaveSlot: () => boolean,
  options: LaneOptions,
): Promise<void> {
  const { quarantine, aborts, leases } = options
  const { now } = options.attemptDeps
  let delivery: StartedDelivery | null = first
  let since = requestedAt
  for (let turn = 1; delivery !== null; turn += 1) {
    const leaseOf: StartedDelivery = delivery
    const abort = new AbortController()
    aborts.add(abort)
    // A stop came while the claim was running: release the delivery at once.
    if (options.isStopping()) abort.abort(abortError('stopping'))
    leases.keep(delivery, since, () => abort.abort(abortError('lease-lost')))
    let leave: (() => void) | null = null
    try {
      if (delivery.abandoned >= SUSPECT_AFTER) {
        leave = await quarantine.enter()
        if (leave === null) abort.abort(abortError('stopping'))
      }
      const startedAt = now()
      const result = await runAttempt(handler, delivery, abort, options.attemptDeps)
      const durationMs = now() - startedAt
      since = now()
      const isSlotLeft = !delivery.hasNext && leaveSlot()
      const startNext =
        !isSlotLeft &&
        !options.isStopping() &&
        !quarantine.active() &&
        turn < MAX_RUN_OF_A_LANE &&
        handler.options.rateLimit === null
      const settlement = { ...result, startNext }
      const settled: Settled = await options.settle(settlement)
      options.onAttempt({ handler, settlement, durationMs, settled })
      if (settlement.next.state === 'retrying') options.onRetry(settlement.next.delayMs)
      options.onDue(handler.id, dueLanesAfter(settled, handler))
      delivery = settled.started
    } finally {
      leave?.()
      aborts.delete(abort)
      leases.forget(leaseOf)
    }
  }
}

/**
 * Number of the handler's lanes that may be due after a settlement. A closed circuit lets all of them
 * start, and a limited start may have waited for this end.
 */
function dueLanesAfter(
  { held, circuit, isLaneDue }: Settled,
  { options }: RegisteredHandler,
): number {
  if (!held || circuit === 'closed' || isCounted(options)) return Infinity
  return isLaneDue ? 1 : 0
}
