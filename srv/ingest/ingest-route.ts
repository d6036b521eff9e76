import type { Request, Response } from 'express'
import type { Caller } from '../../lib/auth/caller.ts'
import { type AdmittedCall, admitCall, type CallerRule } from '../../lib/auth/caller-rule.ts'
import type { SenderRule } from '../../lib/auth/sender-rule.ts'
import type { Authenticator } from '../../lib/auth/tokens/authenticate.ts'
import { ReceiverError } from '../../lib/errors.ts'
import type { PersonKind } from '../../lib/events/person-fields.ts'
import type { CloudEventHints, ReadingHints } from '../../lib/events/reading-hints.ts'
import type { RegisteredHandler } from '../../lib/handlers/registered-handler.ts'
import type { Metrics } from '../../lib/observability/metrics/metrics.ts'
import {
  type CallTrace,
  noCallTrace,
  type Tracing,
} from '../../lib/observability/tracing/tracing.ts'
import type { Recorder } from '../../lib/store/recorder.ts'
import { answerError, internalError } from '../http/answer-error.ts'
import { answeredStatus } from '../http/answered-status.ts'
import { callerOf } from '../http/authorization.ts'
import type { BodyBudget } from '../http/body-budget.ts'
import { companyOf } from '../http/company.ts'
import { sendContinue } from '../http/expect-continue.ts'
import { noteRefusal } from '../http/refusals.ts'
import { acceptMessage, keepUndecodable } from './accept-message.ts'
import { answerAcceptance } from './answer-acceptance.ts'
import { answerProbe, queryOf } from './answer-probe.ts'
import { answerValidation, isValidation } from './answer-validation.ts'
import { cloudEventHints } from './cloud-event-hints.ts'
import type { Door } from './door.ts'
import { queryWarnings } from './query-warnings.ts'
import { type BodyLimits, decompressBody, readBody } from './read-body.ts'
import { hintsOf } from './reading-hints.ts'

export interface IngestDeps {
  readonly authenticator: Authenticator
  readonly callers: readonly CallerRule[]
  /** spellings of fields that name a person, beside the known ones; null = none */
  readonly persons: Readonly<Record<string, PersonKind>> | null
  /** types of CloudEvents, and the types that handlers know them by; null = they are the same */
  readonly eventTypes: Readonly<Record<string, string>> | null
  /** who may ask whether we take their events, by whole names */
  readonly webhookOrigins: readonly string[]
  /** which senders count */
  readonly senders: readonly SenderRule[]
  readonly handlers: readonly RegisteredHandler[]
  readonly recorder: Recorder
  readonly metrics: Metrics
  readonly tracing: Tracing
  readonly bodyLimitBytes: number
  readonly bodies: BodyBudget
  /** how long an accepted call may wait in all (ms) */
  readonly maxWaitMs: number
  /** told of each call without a body that is let in */
  readonly onProbe: (path: string) => void
  /** told of each client that is let in */
  readonly onAdmitted: (caller: Caller, at: Date) => void
  readonly onInternalError: (error: unknown, correlationId: string) => void
}

const JSON_TYPE = 'application/json'
/** A body that a refused caller still sends is read up to here; beyond, the connection is cut. */
const UNREAD_LIMIT = 64 * 1024

/** The ingest path: authenticate, decode, record, acknowledge. */
export function ingestRoute(parts: IngestDeps, door: Door) {
  const { path } = door
  return async (request: Request, response: Response): Promise<void> => {
    const received = performance.now()
    let caller: Caller | null = null
    let trace = noCallTrace
    try {
      if (isValidation(request)) {
        answerValidation(request, response, parts.webhookOrigins)
        return
      }
      const authenticated = callerOf(parts.authenticator, request)
      caller = authenticated instanceof Promise ? await authenticated : authenticated
      response.locals.clientId = caller.clientId
      response.locals.tenant = caller.tenant
      door.admit(caller)
      trace = traceOf(request, path, received, parts.tracing)
      if (trace.traceId !== null) response.locals.traceId = trace.traceId
      const query = queryOf(request)
      const asked = companyOf(request.params.company as string | undefined, query.get('company'))
      const admitted = admitCall(parts.callers, caller, path, asked)
      if (admitted.company !== null) response.locals.company = admitted.company
      parts.onAdmitted(caller, new Date())
      if (request.method === 'POST') {
        await take({ request, response, caller, admitted, door, query, received, trace }, parts)
      } else answerProbe(request, response, query, () => parts.onProbe(path))
    } catch (error) {
      refuse(request, response, { error, caller, door }, parts)
    }
    const status = answeredStatus(response)
    trace.end({ status, code: response.locals.code ?? null })
    parts.metrics.calls.inc({ status })
    parts.metrics.callSeconds.observe((performance.now() - received) / 1_000)
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

interface TrustedCall {
  readonly request: Request
  readonly response: Response
  readonly caller: Caller
  readonly admitted: AdmittedCall
  readonly door: Door
  readonly query: URLSearchParams
  /** monotonic (ms) */
  readonly received: number
  readonly trace: CallTrace
}

/** Holds the room of a body as long as the body. */
async function take(call: TrustedCall, parts: IngestDeps): Promise<void> {
  const waitedMs = performance.now() - call.received
  const room = parts.bodies.open(parts.maxWaitMs - waitedMs)
  try {
    await takeBody(call, parts, { limit: parts.bodyLimitBytes, room }, waitedMs)
  } finally {
    room.close()
  }
}

async function takeBody(
  { request, response, caller, admitted, door, query, trace }: TrustedCall,
  parts: IngestDeps,
  limits: BodyLimits,
  waitedMs: number,
): Promise<void> {
  const sent = await readBody(request, limits, () => sendContinue(request, response))
  if (sent === null) return void response.destroy()
  const contentType = request.headers['content-type']
  // An empty call is a probe: SuccessFactors may make one when the connector is saved.
  const cloudEvent = cloudEventHints(request, door)
  const isBinary = Object.keys(cloudEvent?.headers ?? {}).length > 0
  // Its attributes stand in headers: a CloudEvent may have no data.
  if (sent.length === 0 && !isBinary) {
    parts.onProbe(door.path)
    return void response.writeHead(200, { 'Content-Length': 0 }).end()
  }
  const call = {
    caller: { ...caller, name: admitted.name },
    company: admitted.company,
    typeHint: admitted.type ?? query.get('type'),
    hints: null,
    warnings: queryWarnings(query),
    contentType,
    correlationId: response.locals.correlationId,
    trace,
    receivedAt: new Date(),
    body: sent,
  }
  const { recorder, metrics } = parts
  const contentEncoding = request.headers['content-encoding']
  const unzipped = await decompressBody(sent, contentEncoding, limits).catch(asEncoding)
  // What was waited for so far is ours; how long the sender took is not.
  const waited = { waitedMs: waitedMs + limits.room.waitedMs() }
  const hints = readHints(query, admitted, cloudEvent, parts)
  const acceptance =
    unzipped instanceof ReceiverError
      ? await keepUndecodable({ ...call, ...waited, contentEncoding }, unzipped, recorder)
      : hints instanceof ReceiverError
        ? await keepUndecodable({ ...call, ...waited, body: unzipped }, hints, recorder)
        : await acceptMessage({ ...call, ...waited, hints, body: unzipped }, parts)
  answerAcceptance(response, acceptance, {
    contentType: isBinary || door.isEventHub ? JSON_TYPE : contentType,
    body: unzipped instanceof ReceiverError ? sent : unzipped,
    correlationId: call.correlationId,
    answer: admitted.answer ?? door.answer,
    caller,
    undecodable: admitted.undecodable,
    at: call.receivedAt,
    metrics,
  })
}

/** A body whose address is wrong is kept, too. */
function readHints(
  query: URLSearchParams,
  admitted: AdmittedCall,
  cloudEvent: CloudEventHints | null,
  { persons, eventTypes: types }: IngestDeps,
): ReadingHints | null | ReceiverError {
  try {
    return hintsOf(query, admitted, { persons, types, cloudEvent })
  } catch (error) {
    if (error instanceof ReceiverError) return error
    throw error
  }
}

/** What cannot be unzipped is kept as it came; what is too large when unzipped is refused. */
function asEncoding(error: unknown): ReceiverError {
  if (error instanceof ReceiverError && error.code === 'body_encoding') return error
  throw error
}

interface RefusedCall {
  readonly error: unknown
  readonly caller: Caller | null
  readonly door: Door
}

function refuse(
  request: Request,
  response: Response,
  { error, caller, door }: RefusedCall,
  parts: IngestDeps,
): void {
  if (!(error instanceof ReceiverError)) {
    parts.onInternalError(error, response.locals.correlationId)
  }
  const known = error instanceof ReceiverError ? error : internalError(error)
  const scopes = caller === null ? [] : parts.authenticator.scopesFor(caller, 'Ingest')
  noteRefusal(response, known, caller, scopes)
  if (response.headersSent) return void response.destroy()
  if (!request.complete && !smallBody(request)) response.setHeader('Connection', 'close')
  const contentType = door.isEventHub ? JSON_TYPE : request.headers['content-type']
  answerError(response, known, { contentType, messageId: null, scopes })
}

/** A caller that waits to be told to go on has sent nothing of its body, and will not. */
function smallBody(request: Request): boolean {
  if (request.headers.expect !== undefined) return false
  return Number(request.headers['content-length'] ?? Number.NaN) <= UNREAD_LIMIT
}
