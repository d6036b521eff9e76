import { type ErrorCode, ReceiverError } from '../../lib/errors.ts'

/** One mistake of a request, and where it stands. */
export interface Mistake {
  readonly in: 'path' | 'query' | 'body'
  readonly field: string
  readonly message: string
}

/** A request that the operations API does not do. */
export class RequestRefusal extends ReceiverError {
  readonly status: number
  readonly details: readonly Mistake[] | undefined
  readonly retryAfterSeconds: number | undefined

  constructor(
    status: 400 | 404 | 409 | 413 | 415 | 429 | 503,
    code: ErrorCode,
    message: string,
    details?: readonly Mistake[],
    retryAfterSeconds?: number,
  ) {
    super(code, message)
    this.status = status
    this.details = details
    this.retryAfterSeconds = retryAfterSeconds
  }
}

export function notFound(what: string): RequestRefusal {
  return new RequestRefusal(
    404,
    'not_found',
    `expected ${what} that is stored, there is none: look it up in its list; it may have been removed`,
  )
}
