import { answerOf } from '../destinations/answer-of.ts'
import { createDestination } from '../destinations/create-destination.ts'
import type { DestinationSource } from '../destinations/destination.ts'
import { lowerCaseNames } from '../destinations/lower-case-names.ts'
import type { Outbound } from './outbound.ts'

/** Destinations whose calls are noted and answered by the test. */
export function answeringDestinations(outbound: Outbound): DestinationSource {
  return {
    destination: (name) =>
      createDestination(name, async (method, path, { headers = {}, query = {}, body }) => {
        const call = { method, path, headers: lowerCaseNames(headers), query, body: body ?? null }
        const { status, headers: sent = {}, body: answer } = await outbound.answer(name, call)
        return answerOf(status, new Headers(sent), bytesOf(answer))
      }),
  }
}

function bytesOf(body: unknown): Uint8Array {
  if (body === undefined || body === null) return new Uint8Array()
  if (body instanceof Uint8Array) return body
  return new TextEncoder().encode(typeof body === 'string' ? body : JSON.stringify(body))
}
