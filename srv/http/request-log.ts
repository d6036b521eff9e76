import type { NextFunction, Request, Response } from 'express'
import { type Logger, NOT_KNOWN } from '../../lib/observability/log/logger.ts'
import { answeredStatus, callRecordOf, routePattern } from './call-record.ts'

/** Logs one line for each call, in SAP Cloud Logging's request fields. */
export function requestLog(logger: Logger) {
  return (request: Request, response: Response, next: NextFunction): void => {
    const call = callRecordOf(response)
    response.setHeader('x-correlation-id', call.correlationId)
    response.on('close', () => {
      const status = answeredStatus(response)
      const level = status >= 500 ? 'error' : 'info'
      logger[level](
        {
          direction: 'IN',
          correlation_id: call.correlationId,
          request_id: call.requestId,
          tenant_id: call.caller?.tenant || NOT_KNOWN,
          method: request.method,
          request: routePattern(request),
          response_status: status,
          response_time_ms: Math.round((performance.now() - call.received) * 100) / 100,
          request_size_b: sizeOf(request.headers['content-length']),
          response_size_b: sizeOf(response.getHeader('content-length')),
          response_content_type: response.getHeader('content-type') ?? NOT_KNOWN,
          request_received_at: call.receivedAt.toISOString(),
          response_sent_at: new Date().toISOString(),
          protocol: `HTTP/${request.httpVersion}`,
          completed: response.writableFinished,
          trace_id: call.traceId ?? undefined,
          message_id: call.messageId ?? undefined,
          company: call.company ?? undefined,
          code: call.refusal?.code,
          client_id: call.caller?.clientId,
        },
        'request',
      )
    })
    next()
  }
}

/** -1 = not announced, as in SAP's library. */
function sizeOf(contentLength: unknown): number {
  const size = Number(contentLength ?? -1)
  return Number.isNaN(size) ? -1 : size
}
