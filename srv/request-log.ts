import type { NextFunction, Request, Response } from 'express'
import type { Logger } from '../lib/log/logger.ts'
import { correlationIdOf, requestIdOf } from './ingest/correlation-id.ts'

declare global {
  namespace Express {
    interface Locals {
      correlationId: string
      /** id of the message that the call became */
      messageId?: string
      /** stable code of why it was refused */
      code?: string
      clientId?: string
      company?: string
    }
  }
}

const UNKNOWN_ROUTE = '(unknown)'

/**
 * One line for each call, in SAP Cloud Logging's request fields. Of the address it shows our pattern
 * alone: what callers write there may be anything.
 */
export function requestLog(logger: Logger) {
  return (request: Request, response: Response, next: NextFunction): void => {
    const received = performance.now()
    const correlationId = correlationIdOf(request.headers)
    response.locals.correlationId = correlationId
    response.setHeader('x-correlation-id', correlationId)
    response.once('close', () => {
      const { messageId, code, clientId, company } = response.locals
      const level = response.statusCode >= 500 ? 'error' : 'info'
      logger[level](
        {
          direction: 'IN',
          correlation_id: correlationId,
          request_id: requestIdOf(request.headers) ?? correlationId,
          method: request.method,
          request: (request.route as { path: string } | undefined)?.path ?? UNKNOWN_ROUTE,
          response_status: response.statusCode,
          response_time_ms: Math.round((performance.now() - received) * 100) / 100,
          request_size_b: Number(request.headers['content-length'] ?? -1),
          protocol: `HTTP/${request.httpVersion}`,
          completed: response.writableFinished,
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
