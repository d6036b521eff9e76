import type { Request, Response } from 'express'
import { contractWsdl } from '../../lib/events/contract-wsdl.ts'

const ALLOWED = 'GET, HEAD, POST'
const NO_QUERY = new URLSearchParams()

/** The query parameters as they were sent. */
export function queryOf(request: Request): URLSearchParams {
  const start = request.url.indexOf('?')
  return start === -1 ? NO_QUERY : new URLSearchParams(request.url.slice(start))
}

/** Answers a call without a message: a connection test, or a request for the WSDL. */
export function answerProbe(
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
