import { setTimeout } from 'node:timers/promises'
import { createAuthenticator } from '../lib/auth/authenticate.ts'
import type { TrustedIssuer } from '../lib/auth/trusted-issuer.ts'
import type { Config } from '../lib/config/config.ts'
import { createDispatcher, type Dispatcher } from '../lib/dispatch/dispatcher.ts'
import { createLeaseKeeper } from '../lib/dispatch/lease-keeper.ts'
import { logAttempt, logParked } from '../lib/dispatch/log-attempt.ts'
import { fanOut } from '../lib/duties/fan-out.ts'
import { keepDuties } from '../lib/duties/keep-duties.ts'
import type { DiscoveredHandler } from '../lib/handlers/discover-handlers.ts'
import type { RegisteredHandler } from '../lib/handlers/registered-handler.ts'
import { codeOf, nameOf, placesOf } from '../lib/log/describe-error.ts'
import type { Logger } from '../lib/log/logger.ts'
import { createMetrics } from '../lib/metrics/metrics.ts'
import { newId } from '../lib/new-id.ts'
import { cancelOvertaken } from '../lib/store/actions/cancel-scheduled.ts'
import { releaseDue } from '../lib/store/actions/release-due.ts'
import { claim } from '../lib/store/claim.ts'
import { createPool, type DatabaseConnection } from '../lib/store/database.ts'
import { databaseReadiness } from '../lib/store/database-readiness.ts'
import { createEffectMemory } from '../lib/store/effect-memory.ts'
import { createEventReader } from '../lib/store/event-reader.ts'
import { migrate } from '../lib/store/migrate.ts'
import { createRecorder } from '../lib/store/recorder.ts'
import { registerHandlers } from '../lib/store/registry.ts'
import { createSettler } from '../lib/store/settler.ts'
import { countOpenDeliveries } from '../lib/store/statements/count-open-deliveries.ts'
import { endInstance, registerInstance } from '../lib/store/statements/register-instance.ts'
import { renewLeases } from '../lib/store/statements/renew-leases.ts'
import { retireHandlers } from '../lib/store/statements/retire-handlers.ts'
import { waitForDatabase } from '../lib/store/wait-for-database.ts'
import { createWakeUpSender, listenForWakeUps } from '../lib/store/wake-up.ts'
import { createApp } from './app.ts'

/** What is found or started before the parts are put together. */
export interface Surroundings {
  readonly database: DatabaseConnection
  readonly issuers: readonly TrustedIssuer[]
  readonly handlers: readonly DiscoveredHandler[]
  readonly logger: Logger
  /** for the one line of each call */
  readonly requestLogger: Logger
}

export interface Service {
  readonly app: ReturnType<typeof createApp>
  readonly instanceId: string
  /** Stops claiming; what runs finishes or is given back. Calls that came are still answered. */
  drain(): Promise<void>
  /** Lets go of the database and the issuers. */
  close(): Promise<void>
}

const INGEST_CONNECTIONS = 4
const DISPATCH_CONNECTIONS = 5
const LISTEN_CONNECTIONS = 1
/** Cloud Foundry gives a process 60 s to become healthy. */
const START_MS = 45_000
/** How long recordings that are under way may take at the very end. */
const CLOSE_MS = 1_000
const POLL_MS = 1_000
const DRAIN_MS = 7_500
const HEARTBEAT_MS = 30_000
/** Three heartbeats that did not come: the instance is gone. */
const SILENCE_MS = 3 * HEARTBEAT_MS

/** The object graph, by hand: every part once, in the order in which they need each other. */
export async function compose(config: Config, surroundings: Surroundings): Promise<Service> {
  const { database, issuers, logger, requestLogger } = surroundings
  const instanceId = newId()
  const now = () => performance.now()
  const ingests = config.role !== 'dispatch'
  const dispatches = config.role !== 'ingest'
  const report = (what: string) => (error: unknown) =>
    logger.warn({ code: codeOf(error), err_name: nameOf(error) }, what)

  const pool = (name: string, max: number, pipeline = false) =>
    createPool(database, {
      name: `sf-event-receiver ${name}`,
      max,
      pipeline,
      onError: report('connection lost'),
    })
  const ingestPool = pool('ingest', INGEST_CONNECTIONS, true)
  const dispatchPool = pool('dispatch', DISPATCH_CONNECTIONS, true)
  const listenPool = pool('listen', LISTEN_CONNECTIONS)

  await waitForDatabase(ingestPool, {
    limitMs: START_MS,
    now,
    onFailure: report('waiting for the database'),
  })
  for (const name of await migrate(ingestPool)) logger.info({ migration: name }, 'migrated')
  const ids = await registerHandlers(
    ingestPool,
    surroundings.handlers.map(({ name, options }) => ({
      name,
      formerly: options.formerly,
      definition: options,
    })),
  )
  const handlers: RegisteredHandler[] = surroundings.handlers.map((handler) => ({
    ...handler,
    id: ids.get(handler.name) as number,
  }))
  const { version } = config.application
  const self = { id: instanceId, role: config.role, version, handlerIds: [...ids.values()] }
  await registerInstance(ingestPool, self)
  const heartbeat = setInterval(() => {
    registerInstance(ingestPool, self).catch(report('heartbeat failed'))
  }, HEARTBEAT_MS)

  const metrics = createMetrics({
    recording: () => recorder.size(),
    running: () => dispatcher?.running() ?? 0,
    open: () => countOpenDeliveries(ingestPool),
  })
  const events = createEventReader(dispatchPool, {
    bodyLimitBytes: config.bodyLimitBytes,
    retryMs: config.leaseMs / 2,
    now,
  })
  const settler = createSettler({
    pool: dispatchPool,
    events,
    instanceId,
    leaseMs: config.leaseMs,
    now,
    onFailure: report('settling failed, trying again'),
  })
  const leases = createLeaseKeeper({
    leaseMs: config.leaseMs,
    now,
    renew: (due) => renewLeases(dispatchPool, instanceId, config.leaseMs, due),
    onFailure: report('renewing leases failed, trying again'),
  })
  const dispatcher: Dispatcher | null = dispatches
    ? createDispatcher({
        handlers,
        claim: async (claims) => {
          const { leaseMs } = config
          const { started, ...claimed } = await claim(dispatchPool, instanceId, leaseMs, claims)
          return { ...claimed, started: await events.read(started) }
        },
        settle: settler.settle,
        leases,
        pollMs: POLL_MS,
        drainMs: DRAIN_MS,
        tools: {
          effects: createEffectMemory(dispatchPool, { instanceId, leaseMs: config.leaseMs, now }),
          cancelScheduled: (delivery, note) =>
            cancelOvertaken(dispatchPool, { ...delivery, instanceId }, note),
          now,
          random: Math.random,
        },
        onAttempt: logAttempt(logger, metrics),
        onParked: logParked(logger, metrics, handlers),
        onFailure: report('dispatching failed, trying again'),
      })
    : null

  const duties =
    dispatcher === null
      ? null
      : keepDuties(
          [
            { name: 'fan-out', everyMs: POLL_MS, tend: () => fanOut(dispatchPool, handlers) },
            { name: 'start dates', everyMs: POLL_MS, tend: async () => releaseDue(dispatchPool) },
            {
              name: 'retire handlers',
              everyMs: HEARTBEAT_MS,
              tend: async () => {
                for (const retired of await retireHandlers(dispatchPool, SILENCE_MS)) {
                  const level = retired.open > 0 ? 'warn' : 'info'
                  logger[level](
                    { handler: retired.name, open_deliveries: retired.open },
                    'no instance has this handler any more',
                  )
                }
                return false
              },
            },
          ],
          (duty, error) => report(`duty ${duty} failed, trying again`)(error),
        )

  const wakeUps = createWakeUpSender(ingestPool, instanceId)
  const recorder = createRecorder({
    pool: ingestPool,
    instanceId,
    handlerIds: self.handlerIds,
    repeatWindowMs: config.repeatWindowMs,
    maxWaitMs: config.maxWaitMs,
    now,
    onRecorded: (messages) => {
      const handedOut = messages.filter((message) =>
        message.events.some(({ deliveries }) => deliveries.length > 0),
      )
      if (handedOut.length === 0) return
      if (dispatcher !== null) for (const message of handedOut) events.remember(message)
      dispatcher?.wake()
      wakeUps.send()
    },
    onFailure: report('recording failed, trying again'),
  })
  const authenticator = createAuthenticator(issuers)

  const databaseAnswers = databaseReadiness(ingestPool, now)
  let stopping = false
  const app = createApp({
    requestLogger,
    authenticator,
    handlers,
    recorder,
    metrics,
    bodyLimitBytes: config.bodyLimitBytes,
    ingestPaths: ingests ? config.ingestPaths : [],
    isReady: async () => !stopping && (await databaseAnswers()),
    isStopping: () => stopping,
    onInternalError: (error, correlationId) =>
      logger.error(
        { correlation_id: correlationId, code: 'internal', stacktrace: placesOf(error) },
        'internal error',
      ),
  })
  authenticator.start()
  const listener =
    dispatcher === null ? null : listenForWakeUps(listenPool, instanceId, dispatcher.wake)
  dispatcher?.start()

  return {
    app,
    instanceId,
    async drain() {
      stopping = true
      listener?.close()
      await Promise.all([dispatcher?.stop(), duties?.stop()])
    },
    async close() {
      clearInterval(heartbeat)
      await endInstance(ingestPool, instanceId).catch(report('saying goodbye failed'))
      await Promise.race([recorder.idle(), setTimeout(CLOSE_MS, null, { ref: false })])
      leases.close()
      authenticator.close()
      wakeUps.close()
      await Promise.all([ingestPool.end(), dispatchPool.end(), listenPool.end()])
    },
  }
}
