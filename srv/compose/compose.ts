import { setTimeout } from 'node:timers/promises'
import type { AuthenticatorOptions } from '../../lib/auth/tokens/authenticate.ts'
import type { TrustedIssuer } from '../../lib/auth/trusted-issuer.ts'
import type { Config } from '../../lib/config/config.ts'
import type { EncryptionConfig } from '../../lib/config/encryption.ts'
import type { Development } from '../../lib/dispatch/attempt-report.ts'
import { AUDIT_LOG, auditLogHandler } from '../../lib/handlers/audit-log/audit-log-handler.ts'
import type { DiscoveredHandler } from '../../lib/handlers/discover-handlers.ts'
import { type StartedHandlers, startHandlers } from '../../lib/handlers/lifecycle.ts'
import { newId } from '../../lib/new-id.ts'
import type { Logger } from '../../lib/observability/log/logger.ts'
import { addGauges, createMetrics } from '../../lib/observability/metrics/metrics.ts'
import { noTracing, type Tracing } from '../../lib/observability/tracing/tracing.ts'
import type { DatabaseConnection } from '../../lib/store/db/database.ts'
import { prepareDatabase } from '../../lib/store/db/migrate.ts'
import { withDatabase } from '../../lib/store/db/wait-for-database.ts'
import { createWakeUpSender } from '../../lib/store/db/wake-up.ts'
import { endLeases } from '../../lib/store/deliver/end-leases.ts'
import { checkInstallation } from '../../lib/store/keys/check-installation.ts'
import { countOpenDeliveries } from '../../lib/store/stats/count-open-deliveries.ts'
import { readInstallation } from '../../lib/store/stats/installation.ts'
import { createBodyBudget } from '../http/body-budget.ts'
import type { UnreadableRequest } from '../http/http-server.ts'
import { keepUnreadable } from '../http/refusals.ts'
import { composeApp } from './compose-app.ts'
import { composeDispatch } from './compose-dispatch.ts'
import { composeForgetting } from './compose-forgetting.ts'
import { composeLogin } from './compose-login.ts'
import { composePools, type Pools } from './compose-pools.ts'
import { composeRecorder } from './compose-recorder.ts'
import { composeTrust } from './compose-trust.ts'
import { composeVault } from './compose-vault.ts'
import { joinInstallation, type Membership } from './join-installation.ts'
import { reportDurability, reportFailures } from './report-failures.ts'
import type { ServiceContext } from './service-context.ts'
import { TIMINGS, type Timings } from './timings.ts'
import { withBuiltIn } from './with-built-in.ts'

/** Values that the caller finds or starts before the service. */
export interface ComposeOptions {
  /** default: a new id */
  readonly instanceId?: string
  /** earlier instances that are known to be dead; default: none */
  readonly deadInstances?: readonly string[]
  readonly database: DatabaseConnection
  readonly issuers: readonly TrustedIssuer[]
  /** the database with its current login; default: `database` */
  readonly currentDatabase?: () => DatabaseConnection
  /** the key store and the master key; default: as configured */
  readonly encryption?: EncryptionConfig
  /** the database of the keys with its current login; default: as configured */
  readonly currentKeyDatabase?: () => DatabaseConnection
  readonly handlers: readonly DiscoveredHandler[]
  readonly logger: Logger
  /** logs one line for each call */
  readonly requestLogger: Logger
  /** default: none */
  readonly tracing?: Tracing
  /** default: none */
  readonly development?: Development | null
  /** clock and waits of authentication, if they differ from the defaults */
  readonly trust?: AuthenticatorOptions
  /** those that differ from the defaults */
  readonly timings?: Partial<Timings>
}

export interface Service {
  readonly app: ReturnType<typeof composeApp>
  readonly instanceId: string
  /** Stores the refusal of bytes that were no HTTP request. */
  onUnreadable(refused: UnreadableRequest): void
  /** Stops claiming. Running deliveries finish or are given back; calls are still answered. */
  drain(): Promise<void>
  /** Closes all connections to the database and the issuers. */
  close(): Promise<void>
}

/** Calls that may wait for memory for their bodies. */
const MAX_QUEUE = 1_000
/** Cloud Foundry gives a process 60 s to become healthy. */
const START_MS = 45_000

/** Builds the object graph of one instance. Each part is created once, after the parts it needs. */
export async function compose(config: Config, options: ComposeOptions): Promise<Service> {
  const { issuers } = options
  const pools = composePools(
    options.currentDatabase ?? (() => options.database),
    config,
    options.logger,
  )
  const { lifecycle, membership, ...context } = await start(config, options, pools)
  const { instanceId, metrics, logger, now, report, timings, vault } = context

  const durability = await reportDurability(pools.ingest, logger, report)
  const dispatch = config.role === 'ingest' ? null : composeDispatch(context, membership.beat)
  const wakeUps = createWakeUpSender(pools.ingest, instanceId)
  const recorder = composeRecorder(context, dispatch, wakeUps)
  const trust = composeTrust(context, issuers, options.trust)
  const { authenticator, refusals, admissions } = trust
  const login = composeLogin(issuers, authenticator, pools.ingest, context.clock)
  const bodies = createBodyBudget({ maxBytes: config.bodyMemoryBytes, maxWaiting: MAX_QUEUE, now })
  addGauges(metrics, {
    recording: () => recorder.size(),
    running: () => dispatch?.running() ?? 0,
    bodyBytes: bodies.used,
    open: () => countOpenDeliveries(pools.ingest),
    installation: () => readInstallation(pools.ingest),
  })
  let stopping = false
  const app = composeApp(context, {
    ...trust,
    issuers,
    login,
    recorder,
    bodies,
    durability,
    requestLogger: options.requestLogger,
    isStopping: () => stopping,
    wake() {
      dispatch?.wake()
      wakeUps.send()
    },
  })
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
      const { leave } = membership
      const last = Promise.all([leave(recorder.idle()), refusals.close(), admissions.close()])
      await Promise.race([last, setTimeout(timings.close, null, { ref: false })])
      dispatch?.close()
      authenticator.close()
      durability.close()
      wakeUps.close()
      await pools.end()
      await vault.close()
    },
  }
}

interface Started extends ServiceContext {
  /** null = this instance does not run handlers */
  readonly lifecycle: StartedHandlers | null
  readonly membership: Membership
}

/** Starts the handlers, migrates the database and registers this instance. */
async function start(config: Config, options: ComposeOptions, pools: Pools): Promise<Started> {
  const { logger, tracing = noTracing, instanceId = newId(), deadInstances = [] } = options
  const report = reportFailures(logger)
  const now = () => performance.now()
  const auditLog = auditLogHandler(config.auditLog, pools.dispatch)
  const discovered = withBuiltIn(options.handlers, auditLog)
  // Start handlers before registering: if one fails, this instance must not join.
  const lifecycle =
    config.role === 'ingest'
      ? null
      : await startHandlers(discovered, {
          onFailure: (handler, error) => report(`stop of ${handler} failed`)(error),
        })
  const patience = { limitMs: START_MS, now, onFailure: report('waiting for the database') }
  const stopAll = async (error: unknown) => {
    await lifecycle?.stop()
    await Promise.race([pools.end(), setTimeout(TIMINGS.close, null, { ref: false })])
    throw error
  }
  // Before the first connection: each one gets the vault of its pool.
  const vault = await composeVault({
    encryption: options.encryption ?? config.encryption,
    eventDatabase: options.currentDatabase ?? (() => options.database),
    keyDatabase: options.currentKeyDatabase,
    ...{ limitMs: START_MS, now, pools, report },
  }).catch(stopAll)
  const clock = options.trust?.now ?? Date.now
  const { leaseMs } = config
  const settings = { config: config.forgetting, instanceId, leaseMs }
  const forgetting = await composeForgetting({ ...settings, vault, clock })
  const membership = await withDatabase(pools.ingest, patience, async () => {
    for (const name of await prepareDatabase(pools.ingest, config.databaseSchema)) {
      logger.info({ migration: name }, 'migrated')
    }
    await checkInstallation(pools.ingest, vault)
    await endLeases(pools.ingest, deadInstances)
    // A restored backup must not show persons who were forgotten after it.
    await forgetting.applyLedger(pools.ingest)
    const onFailure = report('heartbeat failed')
    return joinInstallation(pools.ingest, instanceId, config, discovered, onFailure)
  }).catch(async (error) => {
    await vault.close()
    return stopAll(error)
  })
  const { handlers } = membership
  const handlerIds = handlers.map(({ id }) => id)
  const { reopeningTypes } = config.forgetting
  const { duplicateWindows } = config
  const recording = { instanceId, handlerIds, duplicateWindows, reopeningTypes }
  const sender = handlers.find(({ name }) => name === AUDIT_LOG)
  const audit =
    auditLog.length === 0 || sender === undefined ? null : { ...recording, handlerId: sender.id }
  const metrics = createMetrics()
  const { development = null } = options
  return {
    ...{ config, instanceId, handlers, pools, recording, audit, metrics, tracing, logger },
    ...{ now, clock, report, development, lifecycle, membership, vault, forgetting },
    timings: { ...TIMINGS, ...options.timings },
  }
}
