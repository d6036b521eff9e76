import type { IncomingHttpHeaders } from 'node:http'
import type { Request, Response } from 'express'
import type { Caller } from '../../lib/auth/caller.ts'
import { newId } from '../../lib/new-id.ts'

/** Why a call was not accepted. */
export interface CallRefusal {
  readonly code: string
  readonly advice: string
  /** full names of the scopes that would have been enough */
  readonly scopesWanted: readonly string[]
  /** IP address, read while the connection is still open */
  readonly address: string | null
}

/** Known facts about a call, from its start until its connection closes. */
export interface CallRecord {
  /** in every log line about this call: the caller's id, else the router's, else a new one */
  readonly correlationId: string
  /** the router's id, else the correlation id */
  readonly requestId: string
  readonly receivedAt: Date
  /** monotonic (ms) */
  readonly received: number
  /** null = caller not authenticated */
  caller: Caller | null
  company: string | null
  traceId: string | null
  /** the message that was recorded for this call */
  messageId: string | null
  refusal: CallRefusal | null
}

declare global {
  namespace Express {
    interface Locals {
      call?: CallRecord
    }
  }
}

/** The record of a call; the first use creates it. */
export function callRecordOf(response: Response): CallRecord {
  response.locals.call ??= createCallRecord(response.req.headers)
  return response.locals.call
}

function createCallRecord(headers: IncomingHttpHeaders): CallRecord {
  const routerId = acceptable(headers['x-vcap-request-id'])
  const correlationId =
    acceptable(headers['x-correlation-id']) ??
    acceptable(headers['x-correlationid']) ??
    routerId ??
    newId()
  return {
    correlationId,
    requestId: routerId ?? correlationId,
    receivedAt: new Date(),
    received: performance.now(),
    caller: null,
    company: null,
    traceId: null,
    messageId: null,
    refusal: null,
  }
}

/** Other characters would let a caller write into our log. */
const ACCEPTABLE = /^[A-Za-z0-9._-]{1,64}$/

function acceptable(value: string | string[] | undefined): string | null {
  return typeof value === 'string' && ACCEPTABLE.test(value) ? value : null
}

const COMPANY_PART = '{/:company}'
const UNKNOWN_ROUTE = '(unknown)'

/** The pattern of the route. The address itself may hold anything, personal data included. */
export function routePattern(request: Request): string {
  const { path } = (request.route as { path?: unknown } | undefined) ?? {}
  if (typeof path !== 'string') return UNKNOWN_ROUTE
  return `${request.baseUrl}${path.replace(COMPANY_PART, '')}`
}

/** nginx's status for a caller that disconnected before the answer. */
const CALLER_GONE = 499

/** The status that was sent. Node reports 200 until another status is set. */
export function answeredStatus({ headersSent, statusCode }: Response): number {
  return headersSent ? statusCode : CALLER_GONE
}
