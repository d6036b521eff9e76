import { AsyncLocalStorage } from 'node:async_hooks'
import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import { checkDestinationName } from '../config/destinations.ts'
import { callAddress, callBody, lowerCaseNames } from '../outbound/destinations/call-request.ts'
import { createDestination } from '../outbound/destinations/create-destination.ts'
import {
  answerOf,
  type CallOptions,
  type DestinationSource,
} from '../outbound/destinations/destination.ts'

/** A call of a destination. */
export interface DestinationCall {
  readonly method: string
  readonly path: string
  /** names in lower case */
  readonly headers: Readonly<Record<string, string>>
  readonly query: Readonly<Record<string, unknown>>
  readonly body: unknown
}

/** The answer of a destination. */
export interface DestinationAnswer {
  readonly status: number
  readonly headers?: Readonly<Record<string, string>>
  /** an object is sent as JSON */
  readonly body?: unknown
}

/** Answers the calls of a destination in a test; throwing simulates a broken connection. */
export type AnswerCall = (call: DestinationCall) => DestinationAnswer | Promise<DestinationAnswer>

/** A call that left the handler. */
export interface OutboundCall extends DestinationCall {
  /** name of the destination; null = `fetch` */
  readonly destination: string | null
  /** origin of a `fetch`, whose body is not recorded; null for a destination */
  readonly origin: string | null
  /** null = no answer */
  readonly status: number | null
}

export interface Outbound {
  readonly calls: readonly OutboundCall[]
  /** Records calls of `fetch` (and undici) during the work; they are really sent. */
  watch<Result>(work: () => Promise<Result>): Promise<Result>
  /** Records a call of a destination and answers it. */
  answer(destination: string, call: DestinationCall): Promise<DestinationAnswer>
}

type Noted = { -readonly [Field in keyof OutboundCall]: OutboundCall[Field] }

/** Records outgoing calls. @param destinations the answers of each destination, by name */
export function createOutbound(destinations: Readonly<Record<string, AnswerCall>>): Outbound {
  const calls: Noted[] = []
  return {
    calls,
    watch: (work) => watchFetch(calls, work),
    async answer(destination, call) {
      const answerCall = destinations[destination]
      if (answerCall === undefined) {
        throw new Error(
          `expected a destination "${destination}" in the options of deliver, got ${Object.keys(destinations).join(', ') || 'none'}`,
        )
      }
      const noted: Noted = { ...call, destination, origin: null, status: null }
      calls.push(noted)
      const answer = await answerCall(call)
      noted.status = answer.status
      return answer
    },
  }
}

/** A request in undici's diagnostics channels. */
interface UndiciRequest {
  readonly method: string
  readonly origin: string | URL
  readonly path: string
  readonly headers: readonly string[]
}

/** Concurrent deliveries record only their own calls. */
const current = new AsyncLocalStorage<Noted[]>()

async function watchFetch<Result>(calls: Noted[], work: () => Promise<Result>): Promise<Result> {
  const underWay = new Map<UndiciRequest, Noted>()
  const onCreate = (message: unknown) => {
    if (current.getStore() !== calls) return
    const { request } = message as { request: UndiciRequest }
    const call = callOf(request)
    underWay.set(request, call)
    calls.push(call)
  }
  const onHeaders = (message: unknown) => {
    const { request, response } = message as {
      request: UndiciRequest
      response: { statusCode: number }
    }
    const call = underWay.get(request)
    if (call !== undefined) call.status = response.statusCode
  }
  subscribe('undici:request:create', onCreate)
  subscribe('undici:request:headers', onHeaders)
  try {
    return await current.run(calls, work)
  } finally {
    unsubscribe('undici:request:create', onCreate)
    unsubscribe('undici:request:headers', onHeaders)
  }
}

function callOf({ method, origin, path, headers }: UndiciRequest): Noted {
  const url = new URL(path, origin)
  return {
    destination: null,
    origin: url.origin,
    method,
    path: url.pathname,
    query: Object.fromEntries(url.searchParams),
    headers: headersOf(headers),
    body: null,
    status: null,
  }
}

/** undici lists names and values alternately. */
function headersOf(list: readonly string[]): Record<string, string> {
  const headers: Record<string, string> = {}
  for (let at = 0; at + 1 < list.length; at += 2) {
    headers[String(list[at]).toLowerCase()] = String(list[at + 1])
  }
  return headers
}

/** A URL with a path, to detect calls that leave the destination. */
const SOMEWHERE = 'https://destination.invalid/somewhere'

/**
 * Destinations that record calls and let the test answer. They refuse the same calls as the
 * service.
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

/** A test has no URL for a destination, so any absolute URL counts as its own. */
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
