import { eventPaths } from '../../lib/config/event-broker-binding.ts'
import { type AttemptCounts, createAttemptCounts } from '../../lib/dispatch/attempt-counts.ts'
import { createDispatcher, type Dispatcher } from '../../lib/dispatch/dispatcher.ts'
import { createLeaseKeeper, type LeaseKeeper } from '../../lib/dispatch/lease-keeper.ts'
import { logAttempt, logParked } from '../../lib/dispatch/log-attempt.ts'
import { createStartGate } from '../../lib/dispatch/start-gate.ts'
import { createStatsJob } from '../../lib/jobs/count-stats.ts'
import { type RunningJobs, startJobs } from '../../lib/jobs/start-jobs.ts'
import { createDestinations } from '../../lib/outbound/destinations/create-destinations.ts'
import { createRateLimitGate } from '../../lib/outbound/successfactors/rate-limit-gate.ts'
import { listenForWakeUps } from '../../lib/store/db/wake-up.ts'
import { claim } from '../../lib/store/deliver/claim.ts'
import { createEventReader, type EventReader } from '../../lib/store/deliver/event-reader.ts'
import { renewLeases } from '../../lib/store/deliver/renew-leases.ts'
import { createSettler } from '../../lib/store/deliver/settler.ts'
import { cancelOvertaken } from '../../lib/store/effects/cancel-scheduled.ts'
import { createEffectMemory } from '../../lib/store/effects/effect-memory.ts'
import type { DueLanes } from '../../lib/store/record/extend-lanes.ts'
import type { MessageToRecord } from '../../lib/store/record/recording.ts'
import type { StartGate } from '../../lib/store/record/start-gate.ts'
import { jobsOf } from './jobs.ts'
import type { ServiceContext } from './service-context.ts'

/** The second half of the service: claim, run, settle, and the periodic jobs. */
export interface Dispatch extends Pick<Dispatcher, 'start' | 'stop' | 'running'> {
  /** Messages were recorded here: remembers their events, and claims lanes that are due. */
  recorded(messages: readonly MessageToRecord[], dueLanes: DueLanes): void
  /** where recordings start deliveries */
  readonly starts: StartGate
  /** A delivery or a bulk action may be due. */
  wake(): void
  close(): void
}

/** @param beat sends a heartbeat to the other instances */
export function composeDispatch(context: ServiceContext, beat: () => Promise<void>): Dispatch {
  const { instanceId, pools, timings, now, clock, handlers, report } = context
  const { leaseMs, bodyLimitBytes } = context.config
  const attempts = createAttemptCounts(handlers, clock)
  const stats = createStatsJob({
    pool: pools.dispatch,
    eventPaths: eventPaths(context.config),
    attempts,
  })
  const events = createEventReader(pools.dispatch, { bodyLimitBytes, retryMs: leaseMs / 2, now })
  const leases = createLeaseKeeper({
    leaseMs,
    ignoresClock: context.development?.isDebugging ?? false,
    now,
    renew: (due) => renewLeases(pools.dispatch, instanceId, leaseMs, due),
    onFailure: report('renewing leases failed, trying again'),
  })
  const dispatcher = composeDispatcher(context, events, leases, attempts)
  let jobs: RunningJobs | null = null
  let listener: { close(): void } | null = null
  function wake(): void {
    dispatcher.wake()
    jobs?.runNow('actions')
  }

  return {
    start() {
      listener = listenForWakeUps(pools.listen, instanceId, wake)
      dispatcher.start()
      jobs = startJobs(jobsOf(context, beat, dispatcher.wake, stats), (job, error) =>
        report(`${job} failed, trying again`)(error),
      )
    },
    recorded(messages, dueLanes) {
      for (const message of messages) events.remember(message)
      dispatcher.hint(dueLanes)
    },
    starts: createStartGate({
      reserve: dispatcher.reserve,
      read: events.read,
      onFailure: report('starting a recorded delivery failed'),
    }),
    wake,
    running: dispatcher.running,
    async stop() {
      listener?.close()
      // A job that hangs in the database must not keep the process: its transaction rolls back.
      const drained = new Promise((resolve) => setTimeout(resolve, timings.drain).unref())
      await Promise.all([dispatcher.stop(), Promise.race([jobs?.stop(), drained])])
      const onFailure = report('storing the last counts failed')
      await Promise.race([stats.flush().catch(onFailure), drained])
    },
    close: () => leases.close(),
  }
}

function composeDispatcher(
  context: ServiceContext,
  events: EventReader,
  leases: LeaseKeeper,
  attempts: AttemptCounts,
) {
  const { config, instanceId, handlers, pools, timings } = context
  const { metrics, tracing, logger, now, report } = context
  const { leaseMs } = config
  const pool = pools.dispatch
  const logEnd = logAttempt(logger, metrics)
  const logHead = logParked(logger, metrics, handlers)
  return createDispatcher({
    handlers,
    claim: async (claims) => {
      const { started, ...claimed } = await claim(pool, instanceId, leaseMs, claims)
      return { ...claimed, started: await events.read(started) }
    },
    settle: createSettler({
      ...{ pool, events, instanceId, leaseMs, now },
      onFailure: report('settling failed, trying again'),
    }),
    leases,
    pollMs: timings.poll,
    drainMs: timings.drain,
    attemptDeps: {
      effects: createEffectMemory(pool, { instanceId, leaseMs, now }),
      cancelScheduled: (delivery, note) => cancelOvertaken(pool, { ...delivery, instanceId }, note),
      destinations: createDestinations(config.destinations),
      rateLimitGate: createRateLimitGate(),
      tracing,
      fields: config.fields,
      development: context.development,
      now,
      random: Math.random,
    },
    onAttempt(attempt) {
      logEnd(attempt)
      attempts.count(attempt)
    },
    onParked(head) {
      logHead(head)
      attempts.countParked(head.handlerId)
    },
    onFailure: report('dispatching failed, trying again'),
  })
}
