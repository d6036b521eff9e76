import type { IncomingHttpHeaders } from 'node:http'
import { newId } from '../../lib/new-id.ts'

/** What a caller may choose; anything else would be a way to write into our log. */
const ACCEPTABLE = /^[A-Za-z0-9._-]{1,64}$/

/** The router's id of the call, for its lines and ours; null where nothing acceptable came. */
export function requestIdOf(headers: IncomingHttpHeaders): string | null {
  const value = headers['x-vcap-request-id']
  return typeof value === 'string' && ACCEPTABLE.test(value) ? value : null
}

/** The id that is in every line of a call's life: the caller's, else the router's, else a new one. */
export function correlationIdOf(headers: IncomingHttpHeaders): string {
  for (const name of ['x-correlation-id', 'x-correlationid', 'x-vcap-request-id']) {
    const value = headers[name]
    if (typeof value === 'string' && ACCEPTABLE.test(value)) return value
  }
  return newId()
}
