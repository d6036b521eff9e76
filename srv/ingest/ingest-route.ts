import type { Request, Response } from 'express'
import type { Authenticator } from '../../lib/auth/authenticate.ts'
import type { Caller } from '../../lib/auth/caller.ts'
import { type AdmittedCall, admitCall, type CallerRule } from '../../lib/auth/caller-rule.ts'
import { requireGrant } from '../../lib/auth/grants.ts'
import { ReceiverError } from '../../lib/errors.ts'
import { contractWsdl } from '../../lib/events/contract-wsdl.ts'
import type { PersonKind } from '../../lib/events/person-fields.ts'
import type { ReadingHints } from '../../lib/events/reading-hints.ts'
import type { RegisteredHandler } from '../../lib/handlers/registered-handler.ts'
import type { Metrics } from '../../lib/metrics/metrics.ts'
import type { Recorder } from '../../lib/store/recorder.ts'
import { type CallTrace, noCallTrace, type Tracing } from '../../lib/tracing/tracing.ts'
import { answeredStatus } from '../answered-status.ts'
import { callerOf } from '../authorization.ts'
import { sendContinue } from '../expect-continue.ts'
import { noteRefusal } from '../refusals.ts'
import { acceptMessage, keepUndecodable } from './accept-message.ts'
import { answerAcceptance } from './answer-acceptance.ts'
import { answerError, internalError } from './answer-error.ts'
import type { BodyBudget } from './body-budget.ts'
import { companyOf } from './company.ts'
import { queryWarnings } from './query-warnings.ts'
import { type BodyLimits, decompressBody, readBody } from './read-body.ts'
import { hintsOf } from './reading-hints.ts'

export interface IngestParts {
  readonly authenticator: Authenticator
  readonly callers: readonly CallerRule[]
  /** spellings of fields that name a person, beside the known ones; null = none */
  readonly persons: Readonly<Record<string, PersonKind>> | null
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
  readonly onInternalError: (error: unknown, correlationId: string) => void
}

const ALLOWED = 'GET, HEAD, POST'
/** A body that a refused caller still sends is read up to here; beyond, the connection is cut. */
const UNREAD_LIMIT = 64 * 1024

/** The ingest path: authenticate, decode, record, acknowledge. */
export function ingestRoute(parts: IngestParts, path: string) {
  return async (request: Request, response: Response): Promise<void> => {
    const received = performance.now()
    let caller: Caller | null = null
    let trace = noCallTrace
    try {
      const authenticated = callerOf(parts.authenticator, request)
      caller = authenticated instanceof Promise ? await authenticated : authenticated
      response.locals.clientId = caller.clientId
      response.locals.tenant = caller.tenant
      requireGrant(caller, 'Ingest')
      trace = traceOf(request, path, received, parts.tracing)
      if (trace.traceId !== null) response.locals.traceId = trace.traceId
      const query = queryOf(request)
      const asked = companyOf(request.params.company as string | undefined, query.get('company'))
      const admitted = admitCall(parts.callers, caller, path, asked)
      if (admitted.company !== null) response.locals.company = admitted.company
      if (request.method === 'POST') {
        await take({ request, response, caller, admitted, path, query, received, trace }, parts)
      } else answerProbe(request, response, query, () => parts.onProbe(path))
    } catch (error) {
      refuse(request, response, error, caller, parts)
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
  readonly path: string
  readonly query: URLSearchParams
  /** monotonic (ms) */
  readonly received: number
  readonly trace: CallTrace
}

/** Holds the room of a body as long as the body. */
async function take(call: TrustedCall, parts: IngestParts): Promise<void> {
  const waitedMs = performance.now() - call.received
  const room = parts.bodies.open(parts.maxWaitMs - waitedMs)
  try {
    await takeBody(call, parts, { limit: parts.bodyLimitBytes, room }, waitedMs)
  } finally {
    room.close()
  }
}

async function takeBody(
  { request, response, caller, admitted, path, query, trace }: TrustedCall,
  parts: IngestParts,
  limits: BodyLimits,
  waitedMs: number,
): Promise<void> {
  const sent = await readBody(request, limits, () => sendContinue(request, response))
  if (sent === null) return void response.destroy()
  const contentType = request.headers['content-type']
  // An empty call is a probe: SuccessFactors may make one when the connector is saved.
  if (sent.length === 0) {
    parts.onProbe(path)
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
  const { handlers, recorder, metrics } = parts
  const contentEncoding = request.headers['content-encoding']
  const unzipped = await decompressBody(sent, contentEncoding, limits).catch(asEncoding)
  // What was waited for so far is ours; how long the sender took is not.
  const waited = { waitedMs: waitedMs + limits.room.waitedMs() }
  const hints = readHints(query, admitted, parts)
  const acceptance =
    unzipped instanceof ReceiverError
      ? await keepUndecodable({ ...call, ...waited, contentEncoding }, unzipped, recorder)
      : hints instanceof ReceiverError
        ? await keepUndecodable({ ...call, ...waited, body: unzipped }, hints, recorder)
        : await acceptMessage({ ...call, ...waited, hints, body: unzipped }, handlers, recorder)
  answerAcceptance(response, acceptance, {
    contentType,
    body: unzipped instanceof ReceiverError ? sent : unzipped,
    correlationId: call.correlationId,
    answer: admitted.answer,
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
  { persons }: IngestParts,
): ReadingHints | null | ReceiverError {
  try {
    return hintsOf(query, admitted, persons)
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

function refuse(
  request: Request,
  response: Response,
  error: unknown,
  caller: Caller | null,
  parts: IngestParts,
): void {
  if (!(error instanceof ReceiverError)) {
    parts.onInternalError(error, response.locals.correlationId)
  }
  const known = error instanceof ReceiverError ? error : internalError(error)
  const scopes = caller === null ? [] : parts.authenticator.scopesFor(caller, 'Ingest')
  noteRefusal(response, known, caller, scopes)
  if (response.headersSent) return void response.destroy()
  if (!request.complete && !smallBody(request)) response.setHeader('Connection', 'close')
  const contentType = request.headers['content-type']
  answerError(response, known, { contentType, messageId: null, scopes })
}

/** A caller that waits to be told to go on has sent nothing of its body, and will not. */
function smallBody(request: Request): boolean {
  if (request.headers.expect !== undefined) return false
  return Number(request.headers['content-length'] ?? Number.NaN) <= UNREAD_LIMIT
}

const NO_QUERY = new URLSearchParams()

function queryOf(request: Request): URLSearchParams {
  const start = request.url.indexOf('?')
  return start === -1 ? NO_QUERY : new URLSearchParams(request.url.slice(start))
}

function answerProbe(
  request: Request,
  response: Response,
  query: URLSearchParams,
  onProbe: () => void,
): void {
  if (request.method !== 'GET' && request.method !== 'HEAD') {
    response.writeHead(405, { Allow: ALLOWED, 'Content-Length': 0 }).end()
    return
  }
  onProbe()
  if ([...query.keys()].some((name) => name.toLowerCase() === 'wsdl')) {
    const url = `${request.protocol}://${request.headers.host ?? 'localhost'}${request.path}`
    response.writeHead(200, { 'Content-Type': 'text/xml; charset=utf-8' }).end(contractWsdl(url))
  } else response.writeHead(200, { 'Content-Length': 0 }).end()
}
