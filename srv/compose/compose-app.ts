import { fileURLToPath } from 'node:url'
import type { TrustedIssuer } from '../../lib/auth/trusted-issuer.ts'
import { eventPaths } from '../../lib/config/event-broker-binding.ts'
import { fieldRules } from '../../lib/masking/field-rules.ts'
import { placesOf } from '../../lib/observability/log/describe-error.ts'
import type { Logger } from '../../lib/observability/log/logger.ts'
import { databaseReadiness } from '../../lib/store/db/database-readiness.ts'
import type { DurabilityReport } from '../../lib/store/db/durability-report.ts'
import type { Recorder } from '../../lib/store/record/recorder.ts'
import { createEmptyCallNotes } from '../../lib/store/trust/empty-call-notes.ts'
import { createApp } from '../app.ts'
import type { BodyBudget } from '../http/body-budget.ts'
import { doorsOf } from '../ingest/door.ts'
import type { LoginDeps } from '../monitor/login-routes.ts'
import { isPageBuilt } from '../monitor/monitor-router.ts'
import { createSearchLimit } from '../operations/search-limit.ts'
import type { Trust } from './compose-trust.ts'
import { messageWork } from './message-work.ts'
import type { ServiceContext } from './service-context.ts'

/** Dependencies of the routes besides the context. */
export interface RouteDeps extends Trust {
  readonly issuers: readonly TrustedIssuer[]
  readonly login: LoginDeps | null
  readonly recorder: Recorder
  readonly bodies: BodyBudget
  readonly durability: DurabilityReport
  /** logs one line for each call */
  readonly requestLogger: Logger
  readonly isStopping: () => boolean
  /** A delivery or a bulk action may be due. */
  readonly wake: () => void
}

/** Where `npm run build` writes the page. */
const PAGE_FOLDER = fileURLToPath(new URL('../../app/monitor/dist/', import.meta.url))

export function composeApp(context: ServiceContext, deps: RouteDeps) {
  const { config, handlers, pools, metrics, tracing, logger, now, report } = context
  const { issuers, authenticator, refusals, admissions, isStopping } = deps
  const databaseAnswers = databaseReadiness(pools.ingest, now)
  if (!isPageBuilt(PAGE_FOLDER)) {
    logger.warn({ page_folder: PAGE_FOLDER }, 'the monitor is not built: npm run build')
  }
  return createApp({
    requestLogger: deps.requestLogger,
    authenticator,
    handlers,
    recorder: deps.recorder,
    metrics,
    tracing,
    refusals,
    config,
    senders: config.typeSenders,
    bodies: deps.bodies,
    doors: config.role === 'dispatch' ? [] : doorsOf(config, issuers),
    onAdmitted: admissions.add,
    onEmptyCall: createEmptyCallNotes({
      pool: pools.ingest,
      now,
      onFailure: report('storing an empty call failed'),
    }),
    isReady: async () => !isStopping() && !deps.recorder.isFailing() && (await databaseAnswers()),
    isStopping,
    operations: operationsDeps(context, deps),
    monitor: { login: deps.login, publicUrl: config.publicUrl, pageFolder: PAGE_FOLDER },
    onInternalError: internalErrors(logger),
  })
}

function operationsDeps(context: ServiceContext, deps: RouteDeps) {
  const { config, pools, timings, clock, audit } = context
  const { issuers, authenticator, login, durability, isStopping, wake } = deps
  return {
    authenticator,
    sessions: login?.sessions ?? null,
    publicUrl: config.publicUrl,
    isStopping,
    now: clock,
    liveMs: timings.live,
    searches: createSearchLimit(clock),
    fields: fieldRules(config.fields),
    installation: {
      origin: config.publicUrl ?? `http://localhost:${config.port}`,
      ingestPaths: config.ingestPaths,
      eventPaths: eventPaths(config),
      issuers,
    },
    pool: pools.operations,
    forgetting: context.forgetting.settings,
    durabilityRisks: durability.risks,
    audit,
    retention: config.retention,
    ...messageWork(pools.operations, context),
    onDue: wake,
    onAction: wake,
  }
}

function internalErrors(logger: Logger) {
  return (error: unknown, correlationId: string) => {
    const line = { correlation_id: correlationId, code: 'internal', stacktrace: placesOf(error) }
    logger.error(line, 'internal error')
  }
}
