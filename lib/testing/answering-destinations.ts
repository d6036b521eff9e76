import { checkDestinationName } from '../config/destination-name.ts'
import { callAddress, callBody, lowerCaseNames } from '../outbound/destinations/call-request.ts'
import { createDestination } from '../outbound/destinations/create-destination.ts'
import {
  answerOf,
  type CallOptions,
  type DestinationSource,
} from '../outbound/destinations/destination.ts'
import type { Outbound } from './outbound.ts'

/** Nobody's; it has a path, so that a call can leave it. */
const SOMEWHERE = 'https://destination.invalid/somewhere'

/**
 * Destinations whose calls are noted and answered by the test. They refuse what the service would not
 * send.
 */
export function answeringDestinations(outbound: Outbound): DestinationSource {
  return {
    destination(name) {
      checkDestinationName(name)
      return createDestination(name, async (method, path, options) => {
        checkCall(name, path, options)
        const { headers = {}, query = {}, body } = options
        const call = { method, path, headers: lowerCaseNames(headers), query, body: body ?? null }
        const { status, headers: sent = {}, body: answer } = await outbound.answer(name, call)
        return answerOf(status, new Headers(sent), bytesOf(answer))
      })
    },
  }
}

/** Where a destination is, a test does not say: a whole address is one of its own. */
function checkCall(name: string, path: string, { query, body }: CallOptions): void {
  const whole = /^https?:\/\//i.test(path) ? URL.parse(path) : null
  callAddress(name, whole?.origin ?? SOMEWHERE, path, query)
  callBody(name, body)
}

function bytesOf(body: unknown): Uint8Array {
  if (body === undefined || body === null) return new Uint8Array()
  if (body instanceof Uint8Array) return body
  return new TextEncoder().encode(typeof body === 'string' ? body : JSON.stringify(body))
}
