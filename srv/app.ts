import express, { type NextFunction, type Request, type Response } from 'express'
import type { RefusalLog } from '../lib/auth/refusals/refusal-log.ts'
import type { Logger } from '../lib/observability/log/logger.ts'
import { BASE_PATH } from './data-privacy/ilm-object.ts'
import { retentionRouter } from './data-privacy/retention-router.ts'
import { live, metricsRoute, ready } from './health/health-routes.ts'
import { answerError, internalError } from './http/answer-error.ts'
import { callRecordOf } from './http/call-record.ts'
import { keepRefusals, noteRefusal } from './http/refusals.ts'
import { requestLog } from './http/request-log.ts'
import type { Door } from './ingest/door.ts'
import { type IngestDeps, ingestRoute } from './ingest/ingest-route.ts'
import { type MonitorDeps, monitorRouter } from './monitor/monitor-router.ts'
import type { OperationsDeps } from './operations/operations-deps.ts'
import { operationsRouter } from './operations/operations-router.ts'

type Shared = Pick<OperationsDeps, 'bodies' | 'bodyLimitBytes' | 'onInternalError'>

export interface AppDeps extends IngestDeps {
  readonly requestLogger: Logger
  /** addresses that take events; none if this process only dispatches */
  readonly doors: readonly Door[]
  readonly operations: Omit<OperationsDeps, keyof Shared>
  readonly monitor: Omit<MonitorDeps, 'onInternalError'>
  readonly refusals: RefusalLog
  readonly isReady: () => Promise<boolean>
  /** during a stop, each answer closes its connection */
  readonly isStopping: () => boolean
}

/** The service as an Express application. */
export function createApp(deps: AppDeps): express.Express {
  const app = express()
  app.disable('x-powered-by')
  app.disable('etag')
  // One hop: the router in front of the service sets X-Forwarded-Proto and adds to X-Forwarded-For.
  app.set('trust proxy', 1)
  app.use(closeWhenStopping(deps.isStopping))
  app.use(requestLog(deps.requestLogger))
  app.use(
    keepRefusals(
      deps.refusals,
      deps.doors.map(({ path }) => path),
    ),
  )
  for (const door of deps.doors) app.all(`${door.path}{/:company}`, ingestRoute(deps, door))
  const { bodies, onInternalError } = deps
  const shared = { bodies, bodyLimitBytes: deps.config.bodyLimitBytes, onInternalError }
  app.use('/operations/v1', operationsRouter({ ...deps.operations, ...shared }))
  app.use(BASE_PATH, retentionRouter({ ...deps.operations, ...shared }))
  app.use('/monitor', monitorRouter({ ...deps.monitor, onInternalError }))
  app.get('/health/live', live)
  app.get('/health/ready', ready(deps.isReady, deps.operations.durabilityRisks))
  app.get('/metrics', metricsRoute(deps.authenticator, deps.metrics))
  app.use(notFound)
  app.use(errorHandler(deps))
  return app
}

/** Node's own stop keeps busy connections open. Their answer must close them. */
function closeWhenStopping(isStopping: () => boolean) {
  return (_request: Request, response: Response, next: NextFunction): void => {
    if (isStopping()) response.setHeader('Connection', 'close')
    next()
  }
}

function notFound(_request: Request, response: Response): void {
  response.status(404).json({ error: { code: 'not_found', message: 'Not found' } })
}

/** Answers unexpected errors. Only the log gets their text. */
function errorHandler(deps: AppDeps) {
  return (error: unknown, _request: Request, response: Response, _next: NextFunction): void => {
    const status = (error as { status?: unknown }).status
    if (status === 400) {
      const message = 'Expected a percent-encoded path in UTF-8, got another one.'
      noteRefusal(response, { code: 'request_malformed', message })
      response.status(400).json({ error: { code: 'request_malformed', message } })
      return
    }
    deps.onInternalError(error, callRecordOf(response).correlationId)
    if (response.headersSent) return void response.destroy()
    const options = { contentType: 'application/json', messageId: null, scopes: [] }
    answerError(response, internalError(error), options)
  }
}
