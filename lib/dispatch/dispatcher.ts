import type { HandlerOptions } from '../handlers/handler-options.ts'
import type { RegisteredHandler } from '../handlers/registered-handler.ts'
import type { Settled, Settlement } from '../store/settlement.ts'
import type { ParkedHead, StartedDelivery } from '../store/started-delivery.ts'
import type { LaneClaim } from '../store/statements/claim-lanes.ts'
import type { LeaseKeeper } from './lease-keeper.ts'
import { createQuarantine } from './quarantine.ts'
import { type AttemptTools, runAttempt } from './run-attempt.ts'
import { abortError } from './run-handler.ts'

export interface DispatcherOptions {
  readonly handlers: readonly RegisteredHandler[]
  readonly claim: (claims: readonly LaneClaim[]) => Promise<ClaimedLanes>
  readonly settle: (settlement: Settlement) => Promise<Settled>
  readonly leases: LeaseKeeper
  /** how often due lanes are looked for without a hint (ms) */
  readonly pollMs: number
  /** how long a stop waits for running deliveries before it gives them back (ms) */
  readonly drainMs: number
  readonly tools: AttemptTools
  readonly onAttempt: (attempt: EndedAttempt) => void
  /** told of lanes that were parked without an attempt */
  readonly onParked: (head: ParkedHead) => void
  readonly onFailure: (error: unknown) => void
}

export interface ClaimedLanes {
  readonly started: readonly StartedDelivery[]
  /** lanes whose head had failed before it could run, and that now wait for a person */
  readonly parked: readonly ParkedHead[]
  /** when a rate limit lets the next start through, 0 = now (ms); null = nothing is known to come */
  readonly lookAgainMs: number | null
}

export interface EndedAttempt {
  readonly handler: RegisteredHandler
  readonly settlement: Settlement
  readonly durationMs: number
  readonly settled: Pick<Settled, 'held' | 'spared' | 'circuit'>
}

export interface Dispatcher {
  start(): void
  /** Something may be due: look now. */
  wake(): void
  /** Stops claiming, lets what runs finish, gives back what does not. */
  stop(): Promise<void>
  /** deliveries that run now */
  running(): number
}

/** A delivery that this many processes in a row did not survive runs alone. */
const SUSPECT_AFTER = 2
/** A lane that goes on and on makes room for others after this many deliveries. */
const MAX_RUN_OF_A_LANE = 32
/** After the drain: how long given-back runs have to end and be settled (ms). */
const RELEASE_MS = 1_500

/** Claims due lanes within the free places of each handler, and runs each lane's deliveries in turn. */
export function createDispatcher(options: DispatcherOptions): Dispatcher {
  const { now } = options.tools
  const handlers = new Map(options.handlers.map((handler) => [handler.id, handler]))
  const busy = new Map(options.handlers.map((handler) => [handler.id, 0]))
  const aborts = new Set<AbortController>()
  const runs = new Set<Promise<void>>()
  const quarantine = createQuarantine(() => runs.size - 1)
  let stopping = false
  let claiming: Promise<void> | null = null
  let again = false
  let poll: NodeJS.Timeout | null = null

  function freePlaces(): LaneClaim[] {
    const claims: LaneClaim[] = []
    for (const { id, options: own } of handlers.values()) {
      const places = own.concurrency - (busy.get(id) ?? 0)
      if (places > 0) claims.push(claimFor(id, own, places))
    }
    return claims
  }

  /** Claims until nothing is due or no place is free; a hint meanwhile makes it look once more. */
  function claimDue(): void {
    if (claiming !== null) {
      again = true
      return
    }
    claiming = claimWhileDue()
      .catch(options.onFailure)
      .finally(() => {
        claiming = null
        // A hint may come between the last look and here.
        if (again && !stopping) claimDue()
      })
  }

  async function claimWhileDue(): Promise<void> {
    do {
      again = false
      const claims = freePlaces()
      if (stopping || quarantine.active() || claims.length === 0) return
      const asked = now()
      const { started, parked, lookAgainMs } = await options.claim(claims)
      for (const delivery of started) startLane(delivery, asked)
      for (const lane of parked) options.onParked(lane)
      // Parked heads took places of this claim: what is due behind them is looked for at once.
      if (started.length > 0 || parked.length > 0 || lookAgainMs === 0) again = true
      else if (lookAgainMs !== null) lookAgainAfter(lookAgainMs)
    } while (again)
  }

  function startLane(first: StartedDelivery, asked: number): void {
    const handler = handlers.get(first.handlerId)
    if (handler === undefined) return
    busy.set(handler.id, (busy.get(handler.id) ?? 0) + 1)
    const run = runLane(handler, first, asked)
      .catch(options.onFailure)
      .finally(() => {
        runs.delete(run)
        quarantine.look()
        busy.set(handler.id, (busy.get(handler.id) ?? 1) - 1)
        claimDue()
      })
    runs.add(run)
  }

  async function runLane(
    handler: RegisteredHandler,
    first: StartedDelivery,
    asked: number,
  ): Promise<void> {
    let delivery: StartedDelivery | null = first
    let since = asked
    for (let turn = 1; delivery !== null; turn += 1) {
      const leaseOf: StartedDelivery = delivery
      const abort = new AbortController()
      aborts.add(abort)
      // What a stop overtook on its way from the database is given back at once.
      if (stopping) abort.abort(abortError('stopping'))
      options.leases.keep(delivery, since, () => abort.abort(abortError('lease-lost')))
      let leave: (() => void) | null = null
      try {
        if (delivery.abandoned >= SUSPECT_AFTER) {
          leave = await quarantine.enter()
          if (leave === null) abort.abort(abortError('stopping'))
        }
        const startedAt = now()
        const result = await runAttempt(handler, delivery, abort, options.tools)
        const durationMs = now() - startedAt
        since = now()
        const startNext =
          !stopping &&
          !quarantine.active() &&
          turn < MAX_RUN_OF_A_LANE &&
          handler.options.rateLimit === null
        const settlement = { ...result, startNext }
        const settled: Settled = await options.settle(settlement)
        options.onAttempt({ handler, settlement, durationMs, settled })
        if (settlement.next.state === 'retrying') lookAgainAfter(settlement.next.delayMs)
        delivery = settled.started
      } finally {
        leave?.()
        aborts.delete(abort)
        options.leases.forget(leaseOf)
      }
    }
  }

  /** A retry that is due before the next poll gets a look of its own. */
  function lookAgainAfter(delayMs: number): void {
    if (delayMs < options.pollMs) setTimeout(claimDue, delayMs + 1).unref()
  }

  /** Resolves when nothing is claimed and nothing runs, what came meanwhile included. */
  async function ended(): Promise<void> {
    while (claiming !== null || runs.size > 0) await Promise.all([claiming, ...runs])
  }

  return {
    start() {
      poll = setInterval(claimDue, options.pollMs)
      claimDue()
    },
    wake: claimDue,
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

/** How much of a period may start at once where the rate is limited. */
const RATE_SLICE_MS = 100
/** A probe that nobody hears of is followed by another one this long after its time limit. */
const PROBE_MARGIN_MS = 5_000

function claimFor(
  handlerId: number,
  { totalConcurrency, rateLimit, timeoutMs }: HandlerOptions,
  places: number,
): LaneClaim {
  const ratePerMs = rateLimit === null ? null : rateLimit.attempts / rateLimit.perMs
  const rateCapacity = ratePerMs === null ? null : Math.max(1, ratePerMs * RATE_SLICE_MS)
  const probeMs = timeoutMs + PROBE_MARGIN_MS
  return { handlerId, places, total: totalConcurrency, ratePerMs, rateCapacity, probeMs }
}

/** Waits for it as long as it may. */
async function within(ms: number, work: Promise<void>): Promise<void> {
  let limit: NodeJS.Timeout | undefined
  const over = new Promise<void>((resolve) => {
    limit = setTimeout(resolve, ms)
  })
  await Promise.race([work, over])
  clearTimeout(limit)
}
