import type { CallAnswer, CallMethod } from './destination.ts'

/** The destination answered with an unexpected status. */
export class DestinationError extends Error {
  override readonly name = 'DestinationError'
  /** such as `http_404` */
  readonly code: string
  /** 401, 407, and from 500 on it counts for the handler's circuit */
  readonly status: number
  readonly destination: string
  /** `Retry-After` (ms): the next attempt waits at least this long; null = none */
  readonly retryAfterMs: number | null
  /** Not enumerable, so that printing the error does not print the answer. */
  declare readonly answer: CallAnswer

  constructor(
    call: { readonly destination: string; readonly method: CallMethod; readonly hint?: string },
    answer: CallAnswer,
    retryAfterMs: number | null,
  ) {
    const { destination, method, hint = '' } = call
    super(`expected HTTP 2xx from ${method} at "${destination}", got ${answer.status}${hint}`)
    this.code = `http_${answer.status}`
    this.status = answer.status
    this.destination = destination
    this.retryAfterMs = retryAfterMs
    Object.defineProperty(this, 'answer', { value: answer })
  }
}

/** Longest accepted pause. */
const MAX_PAUSE_MS = 24 * 60 * 60 * 1_000

/**
 * The pause in `Retry-After` (RFC 9110 section 10.2.3: seconds or a date). Pure.
 * @param now milliseconds since 1970
 * @returns ms, at most a day; null = none, or not readable
 */
export function readRetryAfter(headers: Headers, now: number): number | null {
  const text = headers.get('retry-after')?.trim()
  if (!text) return null
  const pauseMs = /^\d+$/.test(text) ? Number(text) * 1_000 : Date.parse(text) - now
  return Number.isNaN(pauseMs) ? null : Math.min(Math.max(pauseMs, 0), MAX_PAUSE_MS)
}
