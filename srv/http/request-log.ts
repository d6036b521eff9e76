import type { NextFunction, Request, Response } from 'express'
import { type Logger, NOT_KNOWN } from '../../lib/observability/log/logger.ts'
import { answeredStatus } from './answered-status.ts'
import { correlationIdOf, requestIdOf } from './correlation-id.ts'
import { routePattern } from './route-pattern.ts'

declare global {
  namespace Express {
    interface Locals {
      correlationId: string
      /** id of the message that the call became */
      messageId?: string
      /** stable code of why it was refused */
      code?: string
      clientId?: string
      /** of the caller's token */
      tenant?: string
      company?: string
      /** of the trace that the call belongs to */
      traceId?: string
    }
  }
}

/**
 * One line for each call, in SAP Cloud Logging's request fields. Of the address it shows our pattern
 * alone: what callers write there may be anything.
 */
export function requestLog(logger: Logger) {
  return (request: Request, response: Response, next: NextFunction): void => {
    const received = performance.now()
    const receivedAt = new Date()
    const correlationId = correlationIdOf(request.headers)
    response.locals.correlationId = correlationId
    response.setHeader('x-correlation-id', correlationId)
    response.on('close', () => {
      const { messageId, code, clientId, tenant, company, traceId } = response.locals
      const status = answeredStatus(response)
      const level = status >= 500 ? 'error' : 'info'
      logger[level](
        {
          direction: 'IN',
          correlation_id: correlationId,
          request_id: requestIdOf(request.headers) ?? correlationId,
          tenant_id: tenant || NOT_KNOWN,
          method: request.method,
          request: routePattern(request),
          response_status: status,
          response_time_ms: Math.round((performance.now() - received) * 100) / 100,
          request_size_b: sizeOf(request.headers['content-length']),
          response_size_b: sizeOf(response.getHeader('content-length')),
          response_content_type: response.getHeader('content-type') ?? NOT_KNOWN,
          request_received_at: receivedAt.toISOString(),
          response_sent_at: new Date().toISOString(),
          protocol: `HTTP/${request.httpVersion}`,
          completed: response.writableFinished,
          trace_id: traceId,
          message_id: messageId,
          company,
          code,
          client_id: clientId,
        },
        'request',
      )
    })
    next()
  }
}

/** -1 = it was not told before the body, as in SAP's library. */
function sizeOf(contentLength: unknown): number {
  const size = Number(contentLength ?? -1)
  return Number.isNaN(size) ? -1 : size
}
