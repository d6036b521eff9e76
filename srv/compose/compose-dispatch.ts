import type { Config } from '../../lib/config/config.ts'
import { createDispatcher } from '../../lib/dispatch/dispatcher.ts'
import { createLeaseKeeper } from '../../lib/dispatch/lease-keeper.ts'
import { logAttempt, logParked } from '../../lib/dispatch/log-attempt.ts'
import { createStartGate } from '../../lib/dispatch/start-gate.ts'
import type { RegisteredHandler } from '../../lib/handlers/discover-handlers.ts'
import { type DutyKeeper, keepDuties } from '../../lib/jobs/start-jobs.ts'
import type { Logger } from '../../lib/observability/log/logger.ts'
import type { Metrics } from '../../lib/observability/metrics/metrics.ts'
import type { Tracing } from '../../lib/observability/tracing/tracing.ts'
import { createDestinations } from '../../lib/outbound/destinations/create-destinations.ts'
import { createRateLimitGate } from '../../lib/outbound/successfactors/rate-limit-gate.ts'
import { cancelOvertaken } from '../../lib/store/actions/cancel-scheduled.ts'
import { claim } from '../../lib/store/claim.ts'
import type { Pool } from '../../lib/store/database.ts'
import { createEffectMemory } from '../../lib/store/effect-memory.ts'
import { createEventReader } from '../../lib/store/event-reader.ts'
import type { MessageToRecord } from '../../lib/store/recording.ts'
import { createSettler } from '../../lib/store/settler.ts'
import type { StartGate } from '../../lib/store/start-gate.ts'
import { renewLeases } from '../../lib/store/statements/renew-leases.ts'
import { listenForWakeUps } from '../../lib/store/wake-up.ts'
import { dutiesOf } from './jobs.ts'

export interface DispatchDeps {
  readonly config: Config
  readonly instanceId: string
  readonly handlers: readonly RegisteredHandler[]
  readonly dispatchPool: Pool
  readonly listenPool: Pool
  readonly metrics: Metrics
  readonly tracing: Tracing
  readonly logger: Logger
  /** monotonic milliseconds */
  readonly now: () => number
  readonly report: (what: string) => (error: unknown) => void
  /** Says to the other instances that this one is there. */
  readonly beat: () => Promise<void>
}

/** The right half of the way: claim, run, settle, and what has to be done from time to time. */
export interface Dispatch {
  start(): void
  /** Messages were recorded here: keeps their events, and claims if a lane is due. */
  recorded(messages: readonly MessageToRecord[], areLanesDue: boolean): void
  /** where recordings start deliveries */
  readonly starts: StartGate
  /** Something may be due, or an operator wants something done. */
  wake(): void
  /** deliveries that run now */
  running(): number
  /** Stops claiming; what runs finishes or is given back. */
  stop(): Promise<void>
  close(): void
}

const POLL_MS = 1_000
const DRAIN_MS = 7_500

export function composeDispatch(parts: DispatchDeps): Dispatch {
  const { config, instanceId, handlers, dispatchPool, metrics, logger, now, report } = parts
  const { leaseMs } = config
  const events = createEventReader(dispatchPool, {
    bodyLimitBytes: config.bodyLimitBytes,
    retryMs: leaseMs / 2,
    now,
  })
  const settler = createSettler({
    pool: dispatchPool,
    events,
    instanceId,
    leaseMs,
    now,
    onFailure: report('settling failed, trying again'),
  })
  const leases = createLeaseKeeper({
    leaseMs,
    now,
    renew: (due) => renewLeases(dispatchPool, instanceId, leaseMs, due),
    onFailure: report('renewing leases failed, trying again'),
  })
  const dispatcher = createDispatcher({
    handlers,
    claim: async (claims) => {
      const { started, ...claimed } = await claim(dispatchPool, instanceId, leaseMs, claims)
      return { ...claimed, started: await events.read(started) }
    },
    settle: settler.settle,
    leases,
    pollMs: POLL_MS,
    drainMs: DRAIN_MS,
    tools: {
      effects: createEffectMemory(dispatchPool, { instanceId, leaseMs, now }),
      cancelScheduled: (delivery, note) =>
        cancelOvertaken(dispatchPool, { ...delivery, instanceId }, note),
      destinations: createDestinations(config.destinations),
      rateLimitGate: createRateLimitGate(),
      tracing: parts.tracing,
      fields: config.fields,
      now,
      random: Math.random,
    },
    onAttempt: logAttempt(logger, metrics),
    onParked: logParked(logger, metrics, handlers),
    onFailure: report('dispatching failed, trying again'),
  })
  let duties: DutyKeeper | null = null
  let listener: { close(): void } | null = null
  function wake(): void {
    dispatcher.wake()
    duties?.hurry('actions')
  }

  return {
    start() {
      listener = listenForWakeUps(parts.listenPool, instanceId, wake)
      dispatcher.start()
      duties = keepDuties(dutiesOf({ ...parts, wake: dispatcher.wake }), (duty, error) =>
        report(`${duty} failed, trying again`)(error),
      )
    },
    recorded(messages, areLanesDue) {
      for (const message of messages) events.remember(message)
      if (areLanesDue) dispatcher.wake()
    },
    starts: createStartGate({
      reserve: dispatcher.reserve,
      read: events.read,
      onFailure: report('a recorded delivery was not started'),
    }),
    wake,
    running: dispatcher.running,
    async stop() {
      listener?.close()
      // A duty that hangs in the database must not keep the process: its transaction goes with it.
      await Promise.all([
        dispatcher.stop(),
        Promise.race([
          duties?.stop(),
          new Promise((resolve) => setTimeout(resolve, DRAIN_MS).unref()),
        ]),
      ])
    },
    close: () => leases.close(),
  }
}
