import type { CallAnswer, CallMethod } from './destination.ts'

/** The destination answered, but not with a status that was asked for. */
export class DestinationError extends Error {
  override readonly name = 'DestinationError'
  /** such as `http_404` */
  readonly code: string
  /** from 500 on it counts for the handler's circuit */
  readonly status: number
  readonly destination: string
  /** the pause that it asked for (ms); the next attempt comes no sooner. null = none */
  readonly retryAfterMs: number | null
  /** Not enumerable: what prints the error does not print the answer. */
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
