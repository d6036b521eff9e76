import { setTimeout } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import type { AuthenticatorOptions } from '../../lib/auth/tokens/authenticate.ts'
import type { TrustedIssuer } from '../../lib/auth/trusted-issuer.ts'
import type { Config } from '../../lib/config/config.ts'
import { eventPaths } from '../../lib/config/event-broker-binding.ts'
import type { DiscoveredHandler } from '../../lib/handlers/discover-handlers.ts'
import { startHandlers } from '../../lib/handlers/lifecycle.ts'
import { handOver } from '../../lib/jobs/hand-over.ts'
import { readAgain } from '../../lib/jobs/repair-message.ts'
import { fieldRules } from '../../lib/masking/field-rules.ts'
import { newId } from '../../lib/new-id.ts'
import { placesOf } from '../../lib/observability/log/describe-error.ts'
import type { Logger } from '../../lib/observability/log/logger.ts'
import { createMetrics } from '../../lib/observability/metrics/metrics.ts'
import { noTracing, type Tracing } from '../../lib/observability/tracing/tracing.ts'
import type { DatabaseConnection } from '../../lib/store/database.ts'
import { databaseReadiness } from '../../lib/store/database-readiness.ts'
import { readInstallation } from '../../lib/store/figures/installation.ts'
import { prepareDatabase } from '../../lib/store/prepare-database.ts'
import { createProbeNotes } from '../../lib/store/probe-notes.ts'
import { countOpenDeliveries } from '../../lib/store/statements/count-open-deliveries.ts'
import { endLeases } from '../../lib/store/statements/end-leases.ts'
import { withDatabase } from '../../lib/store/wait-for-database.ts'
import { createWakeUpSender } from '../../lib/store/wake-up.ts'
import { createApp } from '../app.ts'
import { createBodyBudget } from '../http/body-budget.ts'
import type { UnreadableRequest } from '../http/http-server.ts'
import { keepUnreadable } from '../http/refusals.ts'
import { doorsOf } from '../ingest/door.ts'
import { isPageBuilt } from '../monitor/monitor-router.ts'
import { createSearchLimit } from '../operations/search-limit.ts'
import { composeDispatch } from './compose-dispatch.ts'
import { composeLogin } from './compose-login.ts'
import { composePools } from './compose-pools.ts'
import { composeRecorder } from './compose-recorder.ts'
import { composeTrust } from './compose-trust.ts'
import { joinInstallation } from './join-installation.ts'
import { reportDurability } from './report-durability.ts'
import { reportFailures } from './report-failures.ts'

/** What is found or started before the parts are put together. */
export interface Surroundings {
  /** default: a new id */
  readonly instanceId?: string
  /** earlier instances that are proved to have died; default: none */
  readonly deadInstances?: readonly string[]
  readonly database: DatabaseConnection
  readonly issuers: readonly TrustedIssuer[]
  /** the database with its current login; default: `database` */
  readonly currentDatabase?: () => DatabaseConnection
  readonly handlers: readonly DiscoveredHandler[]
  readonly logger: Logger
  /** for the one line of each call */
  readonly requestLogger: Logger
  /** default: none */
  readonly tracing?: Tracing
  /** clock and waits of the trust in issuers, where they are not the usual ones */
  readonly trust?: AuthenticatorOptions
}

export interface Service {
  readonly app: ReturnType<typeof createApp>
  readonly instanceId: string
  /** keeps what came over the wire and was no request */
  onUnreadable(refused: UnreadableRequest): void
  /** Stops claiming; what runs finishes or is given back. Calls that came are still answered. */
  drain(): Promise<void>
  /** Lets go of the database and the issuers. */
  close(): Promise<void>
}

/** Where `npm run build` leaves the page. */
const PAGE_FOLDER = fileURLToPath(new URL('../../app/monitor/dist/', import.meta.url))
/** Calls that wait for room for their bodies. */
const MAX_QUEUE = 1_000
/** Cloud Foundry gives a process 60 s to become healthy. */
const START_MS = 45_000
/** How long recordings that are under way may take at the very end. */
const CLOSE_MS = 1_000

/** The object graph, by hand: every part once, in the order in which they need each other. */
export async function compose(config: Config, surroundings: Surroundings): Promise<Service> {
  const { issuers, logger, requestLogger, tracing = noTracing } = surroundings
  const { instanceId = newId(), deadInstances = [] } = surroundings
  const now = () => performance.now()
  const clock = surroundings.trust?.now ?? Date.now
  const ingests = config.role !== 'dispatch'
  const dispatches = config.role !== 'ingest'
  const report = reportFailures(logger)
  const pools = composePools(
    surroundings.currentDatabase ?? (() => surroundings.database),
    config,
    logger,
  )

  // Before anybody is told of this instance: where one does not start, there is none.
  const lifecycle = dispatches
    ? await startHandlers(surroundings.handlers, {
        onFailure: (handler, error) => report(`stop of ${handler} failed`)(error),
      })
    : null
  const patience = { limitMs: START_MS, now, onFailure: report('waiting for the database') }
  const { handlers, beat, leave } = await withDatabase(pools.ingest, patience, async () => {
    for (const name of await prepareDatabase(pools.ingest, config.databaseSchema)) {
      logger.info({ migration: name }, 'migrated')
    }
    await endLeases(pools.ingest, deadInstances)
    return joinInstallation(
      pools.ingest,
      instanceId,
      config,
      surroundings.handlers,
      report('telling the others failed'),
    )
  }).catch(async (error) => {
    await lifecycle?.stop()
    await Promise.race([pools.end(), setTimeout(CLOSE_MS, null, { ref: false })])
    throw error
  })

  const durability = await reportDurability(pools.ingest, logger, report)
  const bodies = createBodyBudget({ maxBytes: config.bodyMemoryBytes, maxWaiting: MAX_QUEUE, now })
  const metrics = createMetrics({
    recording: () => recorder.size(),
    running: () => dispatch?.running() ?? 0,
    bodyBytes: bodies.used,
    open: () => countOpenDeliveries(pools.ingest),
    installation: () => readInstallation(pools.ingest),
  })
  const parts = {
    config,
    instanceId,
    handlers,
    dispatchPool: pools.dispatch,
    listenPool: pools.listen,
    metrics,
    tracing,
    logger,
    now,
    report,
    beat,
  }
  const dispatch = dispatches ? composeDispatch(parts) : null
  const wakeUps = createWakeUpSender(pools.ingest, instanceId)
  const { recorder, recording } = composeRecorder({
    ...parts,
    pool: pools.ingest,
    gate: dispatch?.starts ?? null,
    onHandedOut: (messages, areLanesDue) => {
      dispatch?.recorded(messages, areLanesDue)
      if (areLanesDue) wakeUps.send()
    },
  })
  const senders = config.typeSenders
  const stored = { pool: pools.operations, handlers, senders, recording }
  const { authenticator, refusals, admissions } = composeTrust({
    issuers,
    pool: pools.ingest,
    metrics,
    logger,
    report,
    maxWaitMs: config.maxWaitMs,
    options: surroundings.trust,
  })
  const login = composeLogin(issuers, authenticator, pools.ingest, clock)

  const wake = () => {
    dispatch?.wake()
    wakeUps.send()
  }
  const onInternalError = (error: unknown, correlationId: string) =>
    logger.error(
      { correlation_id: correlationId, code: 'internal', stacktrace: placesOf(error) },
      'internal error',
    )
  const databaseAnswers = databaseReadiness(pools.ingest, now)
  let stopping = false
  const app = createApp({
    requestLogger,
    authenticator,
    handlers,
    recorder,
    metrics,
    tracing,
    refusals,
    callers: config.callers,
    senders,
    persons: config.persons,
    bodyLimitBytes: config.bodyLimitBytes,
    bodies,
    maxWaitMs: config.maxWaitMs,
    eventTypes: config.eventTypes,
    webhookOrigins: config.webhookOrigins,
    doors: ingests ? doorsOf(config, issuers) : [],
    onAdmitted: admissions.add,
    onProbe: createProbeNotes({
      pool: pools.ingest,
      now,
      onFailure: report('a probe was not written down'),
    }),
    isReady: async () => !stopping && (await databaseAnswers()),
    isStopping: () => stopping,
    operations: {
      authenticator,
      sessions: login?.sessions ?? null,
      publicUrl: config.publicUrl,
      isStopping: () => stopping,
      now: clock,
      searches: createSearchLimit(clock),
      fields: fieldRules(config.fields),
      installation: {
        origin: config.publicUrl ?? `http://localhost:${config.port}`,
        ingestPaths: config.ingestPaths,
        eventPaths: eventPaths(config),
        issuers,
      },
      pool: pools.operations,
      durabilityRisks: durability.risks,
      ...readAgain(stored),
      handOver: (ids, actionId) => handOver(stored, ids, actionId),
      onDue: wake,
      onAction: wake,
      onInternalError,
    },
    monitor: {
      login,
      publicUrl: config.publicUrl,
      pageFolder: PAGE_FOLDER,
      onInternalError,
    },
    onInternalError,
  })
  if (!isPageBuilt(PAGE_FOLDER)) {
    logger.warn({ page_folder: PAGE_FOLDER }, 'the monitor is not built: npm run build')
  }
  authenticator.start()
  dispatch?.start()
  return {
    app,
    instanceId,
    onUnreadable: (refused) => keepUnreadable(refusals, refused),
    async drain() {
      stopping = true
      await dispatch?.stop()
      await lifecycle?.stop()
    },
    async close() {
      const last = Promise.all([leave(recorder.idle()), refusals.close(), admissions.close()])
      await Promise.race([last, setTimeout(CLOSE_MS, null, { ref: false })])
      dispatch?.close()
      authenticator.close()
      durability.close()
      wakeUps.close()
      await pools.end()
    },
  }
}
