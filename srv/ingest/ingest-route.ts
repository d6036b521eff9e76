import type { Request, Response } from 'express'
import type { Authenticator } from '../../lib/auth/authenticate.ts'
import type { Caller } from '../../lib/auth/caller.ts'
import { requireGrant } from '../../lib/auth/grants.ts'
import { ReceiverError } from '../../lib/errors.ts'
import { contractWsdl } from '../../lib/events/contract-wsdl.ts'
import { encodeAccepted } from '../../lib/events/encode-answer.ts'
import type { RegisteredHandler } from '../../lib/handlers/registered-handler.ts'
import type { Metrics } from '../../lib/metrics/metrics.ts'
import type { Recorder } from '../../lib/store/recorder.ts'
import { authorizationHeaders } from '../authorization.ts'
import { type Acceptance, acceptMessage, keepUndecodable } from './accept-message.ts'
import { answerError, internalError } from './answer-error.ts'
import { companyOf } from './company.ts'
import { decompressBody, readBody } from './read-body.ts'

export interface IngestParts {
  readonly authenticator: Authenticator
  readonly handlers: readonly RegisteredHandler[]
  readonly recorder: Recorder
  readonly metrics: Metrics
  readonly bodyLimitBytes: number
  readonly onInternalError: (error: unknown, correlationId: string) => void
}

const ALLOWED = 'GET, HEAD, POST'
/** A body that a refused caller still sends is read up to here; beyond, the connection is cut. */
const UNREAD_LIMIT = 64 * 1024

/** The ingest path: authenticate, decode, record, acknowledge. */
export function ingestRoute(parts: IngestParts) {
  return async (request: Request, response: Response): Promise<void> => {
    const received = performance.now()
    let caller: Caller | null = null
    try {
      const authenticated = parts.authenticator.authenticate(authorizationHeaders(request))
      caller = authenticated instanceof Promise ? await authenticated : authenticated
      response.locals.clientId = caller.clientId
      requireGrant(caller, 'Ingest')
      await answerTrusted(request, response, caller, performance.now() - received, parts)
    } catch (error) {
      refuse(request, response, error, caller, parts)
    }
    parts.metrics.calls.inc({ status: response.statusCode })
    parts.metrics.callSeconds.observe((performance.now() - received) / 1_000)
  }
}

async function answerTrusted(
  request: Request,
  response: Response,
  caller: Caller,
  waitedMs: number,
  parts: IngestParts,
): Promise<void> {
  const query = queryOf(request)
  const company = companyOf(request.params.company as string | undefined, query.get('company'))
  if (company !== null) response.locals.company = company
  if (request.method === 'GET' || request.method === 'HEAD') {
    if (query.has('wsdl')) answerContract(request, response)
    else response.writeHead(200, { 'Content-Length': 0 }).end()
    return
  }
  if (request.method !== 'POST') {
    response.writeHead(405, { Allow: ALLOWED, 'Content-Length': 0 }).end()
    return
  }
  const sent = await readBody(request, parts.bodyLimitBytes)
  if (sent === null) return void response.destroy()
  const contentType = request.headers['content-type']
  // An empty call is a probe: SuccessFactors may make one when the connector is saved.
  if (sent.length === 0) return void response.writeHead(200, { 'Content-Length': 0 }).end()
  const { correlationId } = response.locals
  const receivedAt = new Date()
  const typeHint = query.get('type')
  const call = {
    caller,
    company,
    typeHint,
    contentType,
    correlationId,
    receivedAt,
    waitedMs,
    body: sent,
  }
  const { handlers, recorder, bodyLimitBytes } = parts
  const contentEncoding = request.headers['content-encoding']
  const unzipped = await decompressBody(sent, contentEncoding, bodyLimitBytes).catch(asEncoding)
  const acceptance =
    unzipped instanceof ReceiverError
      ? await keepUndecodable({ ...call, contentEncoding }, unzipped, recorder)
      : await acceptMessage({ ...call, body: unzipped }, handlers, recorder)
  answer(response, acceptance, contentType, receivedAt, parts.metrics)
}

/** What cannot be unzipped is kept as it came; what is too large when unzipped is refused. */
function asEncoding(error: unknown): ReceiverError {
  if (error instanceof ReceiverError && error.code === 'body_encoding') return error
  throw error
}

function answer(
  response: Response,
  acceptance: Acceptance,
  contentType: string | undefined,
  at: Date,
  metrics: Metrics,
): void {
  const { messageId } = acceptance
  response.locals.messageId = messageId
  response.setHeader('SAP_MessageProcessingLogID', messageId)
  if (acceptance.kind === 'undecodable') {
    metrics.messages.inc({ outcome: 'undecodable' })
    response.locals.code = acceptance.error.code
    answerError(response, acceptance.error, { contentType, messageId, scopes: [] })
    return
  }
  const { decoded, recorded } = acceptance
  metrics.messages.inc({ outcome: recorded.duplicateOf === null ? 'accepted' : 'repeat' })
  metrics.events.inc(recorded.newEvents)
  const entityId = decoded.events[0]?.entityType ?? null
  const encoded = encodeAccepted(decoded, { messageId, at, entityId })
  response
    .writeHead(200, {
      'Content-Type': encoded.contentType,
      'Content-Length': Buffer.byteLength(encoded.body),
    })
    .end(encoded.body)
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
  response.locals.code = known.code
  if (response.headersSent) return void response.destroy()
  if (!request.complete && !smallBody(request)) response.setHeader('Connection', 'close')
  const scopes = caller === null ? [] : parts.authenticator.scopesFor(caller, 'Ingest')
  const contentType = request.headers['content-type']
  answerError(response, known, { contentType, messageId: null, scopes })
}

function smallBody(request: Request): boolean {
  return Number(request.headers['content-length'] ?? Number.NaN) <= UNREAD_LIMIT
}

const NO_QUERY = new URLSearchParams()

function queryOf(request: Request): URLSearchParams {
  const start = request.url.indexOf('?')
  return start === -1 ? NO_QUERY : new URLSearchParams(request.url.slice(start))
}

function answerContract(request: Request, response: Response): void {
  const url = `${request.protocol}://${request.headers.host ?? 'localhost'}${request.path}`
  response.writeHead(200, { 'Content-Type': 'text/xml; charset=utf-8' }).end(contractWsdl(url))
}
