import type { Request, Response } from 'express'
import type { Caller } from '../../lib/auth/caller.ts'
import { type AdmittedCall, admitCall } from '../../lib/auth/caller-rule.ts'
import type { Authenticator } from '../../lib/auth/tokens/authenticate.ts'
import type { Config } from '../../lib/config/config.ts'
import { ReceiverError } from '../../lib/errors.ts'
import type { Metrics } from '../../lib/observability/metrics/metrics.ts'
import {
  type CallTrace,
  noCallTrace,
  type Tracing,
} from '../../lib/observability/tracing/tracing.ts'
import { answerError, internalError } from '../http/answer-error.ts'
import { callerOf } from '../http/authorization.ts'
import type { BodyBudget } from '../http/body-budget.ts'
import { answeredStatus, callRecordOf } from '../http/call-record.ts'
import { companyOf } from '../http/company.ts'
import { sendContinue } from '../http/expect-continue.ts'
import { noteRefusal } from '../http/refusals.ts'
import { type AcceptOptions, acceptMessage } from './accept-message.ts'
import { answerAcceptance } from './answer-acceptance.ts'
import { answerEmptyCall, answerValidation, isValidation, queryOf } from './answer-empty-call.ts'
import type { Door } from './door.ts'
import { queryWarnings } from './query-warnings.ts'
import { type BodyLimits, readBody } from './read-body.ts'
import { cloudEventHints, hintsOf } from './reading-hints.ts'

export interface IngestDeps extends AcceptOptions {
  readonly authenticator: Authenticator
  readonly config: Pick<
    Config,
    'callers' | 'persons' | 'eventTypes' | 'webhookOrigins' | 'bodyLimitBytes' | 'maxWaitMs'
  >
  readonly metrics: Metrics
  readonly tracing: Tracing
  readonly bodies: BodyBudget
  /** called for each admitted call without a body */
  readonly onEmptyCall: (path: string) => void
  /** called for each admitted call */
  readonly onAdmitted: (caller: Caller, at: Date) => void
  readonly onInternalError: (error: unknown, correlationId: string) => void
}

const JSON_TYPE = 'application/json'
/** A longer body of a refused call is not read: its connection is cut. */
const UNREAD_LIMIT = 64 * 1024

/** The ingest path: authenticate, decode, record, acknowledge. */
export function ingestRoute(deps: IngestDeps, door: Door) {
  const { path } = door
  return async (request: Request, response: Response): Promise<void> => {
    const record = callRecordOf(response)
    let trace = noCallTrace
    try {
      if (isValidation(request)) {
        answerValidation(request, response, deps.config.webhookOrigins)
        return
      }
      const authenticated = callerOf(deps.authenticator, request)
      const caller = authenticated instanceof Promise ? await authenticated : authenticated
      record.caller = caller
      door.admit(caller)
      trace = traceOf(request, path, record.received, deps.tracing)
      record.traceId = trace.traceId
      const query = queryOf(request)
      const requestedCompany = companyOf(
        request.params.company as string | undefined,
        query.getAll('company'),
      )
      const admitted = admitCall(deps.config.callers, caller, path, requestedCompany)
      record.company = admitted.company
      deps.onAdmitted(caller, new Date())
      if (request.method === 'POST') {
        await take({ request, response, caller, admitted, door, query, trace }, deps)
      } else answerEmptyCall(request, response, query, () => deps.onEmptyCall(path))
    } catch (error) {
      refuse(request, response, error, door, deps)
    }
    const status = answeredStatus(response)
    trace.end({ status, code: record.refusal?.code ?? null })
    deps.metrics.calls.inc({ status })
    deps.metrics.callSeconds.observe((performance.now() - record.received) / 1_000)
  }
}

function traceOf(
  { method, headers }: Request,
  path: string,
  received: number,
  tracing: Tracing,
): CallTrace {
  const { traceparent } = headers
  const named = typeof traceparent === 'string' ? traceparent : undefined
  return tracing.call({ traceparent: named, method, path, received })
}

interface AdmittedRequest {
  readonly request: Request
  readonly response: Response
  readonly caller: Caller
  readonly admitted: AdmittedCall
  readonly door: Door
  readonly query: URLSearchParams
  readonly trace: CallTrace
}

/** Takes a message; its body's memory is released at the end. */
async function take(call: AdmittedRequest, deps: IngestDeps): Promise<void> {
  const waitedMs = performance.now() - callRecordOf(call.response).received
  const room = deps.bodies.open(deps.config.maxWaitMs - waitedMs)
  try {
    await takeBody(call, deps, { limit: deps.config.bodyLimitBytes, room }, waitedMs)
  } finally {
    room.close()
  }
}

async function takeBody(
  { request, response, caller, admitted, door, query, trace }: AdmittedRequest,
  deps: IngestDeps,
  limits: BodyLimits,
  waitedMs: number,
): Promise<void> {
  const sent = await readBody(request, limits, () => sendContinue(request, response))
  if (sent === null) return void response.destroy()
  const { 'content-type': contentType, 'content-encoding': contentEncoding } = request.headers
  const cloudEvent = cloudEventHints(request, door)
  // In binary mode the event's attributes are headers, and its body may be empty.
  const isBinary = Object.keys(cloudEvent?.headers ?? {}).length > 0
  if (sent.length === 0 && !isBinary) {
    // SuccessFactors may send an empty call when the connector is saved.
    deps.onEmptyCall(door.path)
    return void response.writeHead(200, { 'Content-Length': 0 }).end()
  }
  const { persons, eventTypes: types } = deps.config
  const { correlationId } = callRecordOf(response)
  const call = {
    sent,
    contentType,
    contentEncoding,
    typeHint: admitted.type ?? query.get('type'),
    limits,
    readHints: () => hintsOf(query, admitted, { persons, types, cloudEvent }),
    caller: { ...caller, name: admitted.name },
    company: admitted.company,
    warnings: queryWarnings(query),
    correlationId,
    trace,
    receivedAt: new Date(),
    waitedMs,
  }
  answerAcceptance(response, await acceptMessage(call, deps), {
    contentType: isBinary || door.isEventHub ? JSON_TYPE : contentType,
    answer: admitted.answer ?? door.answer,
    undecodable: admitted.undecodable,
    at: call.receivedAt,
    metrics: deps.metrics,
  })
}

function refuse(
  request: Request,
  response: Response,
  error: unknown,
  door: Door,
  { authenticator, onInternalError }: IngestDeps,
): void {
  const { caller, correlationId } = callRecordOf(response)
  if (!(error instanceof ReceiverError)) onInternalError(error, correlationId)
  const known = error instanceof ReceiverError ? error : internalError(error)
  const scopes = caller === null ? [] : authenticator.scopesFor(caller, 'Ingest')
  noteRefusal(response, known, scopes)
  if (response.headersSent) return void response.destroy()
  if (!request.complete && !smallBody(request)) response.setHeader('Connection', 'close')
  const contentType = door.isEventHub ? JSON_TYPE : request.headers['content-type']
  answerError(response, known, { contentType, messageId: null, scopes })
}

/** A caller that expects `100 Continue` never sends the body of a refused call. */
function smallBody(request: Request): boolean {
  if (request.headers.expect !== undefined) return false
  return Number(request.headers['content-length'] ?? Number.NaN) <= UNREAD_LIMIT
}
