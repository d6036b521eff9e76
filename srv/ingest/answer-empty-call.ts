import type { Request, Response } from 'express'
import { ReceiverError } from '../../lib/errors.ts'
import { contractWsdl } from '../../lib/events/contract-wsdl.ts'

const ALLOWED = 'GET, HEAD, POST'
const NO_QUERY = new URLSearchParams()

/** The query parameters as they were sent. */
export function queryOf(request: Request): URLSearchParams {
  const start = request.url.indexOf('?')
  return start === -1 ? NO_QUERY : new URLSearchParams(request.url.slice(start))
}

/** Answers a call without a message: a connection test, or a request for the WSDL. */
export function answerEmptyCall(
  request: Request,
  response: Response,
  query: URLSearchParams,
  onEmptyCall: () => void,
): void {
  if (request.method !== 'GET' && request.method !== 'HEAD') {
    response.writeHead(405, { Allow: ALLOWED, 'Content-Length': 0 }).end()
    return
  }
  onEmptyCall()
  if ([...query.keys()].some((name) => name.toLowerCase() === 'wsdl')) {
    const url = `${request.protocol}://${request.headers.host ?? 'localhost'}${request.path}`
    response.writeHead(200, { 'Content-Type': 'text/xml; charset=utf-8' }).end(contractWsdl(url))
  } else response.writeHead(200, { 'Content-Length': 0 }).end()
}

const ORIGIN = 'webhook-request-origin'

/** Whether a sender asks if its events are wanted (CloudEvents webhooks section 4). */
export function isValidation({ method, headers }: Request): boolean {
  return method === 'OPTIONS' && headers[ORIGIN] !== undefined
}

/**
 * Allows a configured sender to send. The request has no token: it stores nothing, and its callback
 * address is never called. Events still need a token.
 * @param origins whole names; case-insensitive
 * @throws ReceiverError webhook_origin
 */
export function answerValidation(
  { headers }: Request,
  response: Response,
  origins: readonly string[],
): void {
  const asked = String(headers[ORIGIN]).trim()
  const allowed = origins.find((origin) => origin.toLowerCase() === asked.toLowerCase())
  if (allowed === undefined) {
    throw new ReceiverError(
      'webhook_origin',
      'Expected an origin of WEBHOOK_ORIGINS in WebHook-Request-Origin, got another one. If you know the sender, add its whole name to WEBHOOK_ORIGINS.',
    )
  }
  response
    .writeHead(200, {
      Allow: `${ALLOWED}, OPTIONS`,
      'WebHook-Allowed-Origin': allowed,
      // No rate limit for trusted senders.
      'WebHook-Allowed-Rate': '*',
      'Content-Length': 0,
    })
    .end()
}
