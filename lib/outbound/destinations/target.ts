import type { CallAnswer, CallMethod } from './destination.ts'

export interface TargetRequest {
  readonly method: CallMethod
  /** absolute, checked to be within the target */
  readonly url: URL
  readonly headers: Readonly<Record<string, string>>
  readonly body: string | Uint8Array | undefined
  /** aborts the request itself */
  readonly signal: AbortSignal
  readonly maxBytes: number
}

/** A destination with its URL and credentials. */
export interface Target {
  readonly url: string
  /** Sends with credentials. Follows no redirect, repeats nothing, resolves with every status. */
  send(request: TargetRequest): Promise<CallAnswer>
  /** Discards the refused credentials. @returns false = there are no others to try */
  renewLogin(): boolean
}

/** Looks a destination up by name. Rejects with `destination_unknown`. */
export type FindTarget = (name: string) => Promise<Target>

/** Code of an answer with more bytes than `maxBytes`. */
export const TOO_LARGE = 'answer_too_large'

export function tooLarge(maxBytes: number): Error {
  const error = new Error(`expected at most ${maxBytes} bytes, got more`)
  return Object.assign(error, { code: TOO_LARGE })
}

/** fetch and the SDK wrap errors. */
const MAX_DEPTH = 5

/** The innermost code, which is that of the connection. */
export function codeOf(error: unknown, depth = 1): string | null {
  if (typeof error !== 'object' || error === null || depth > MAX_DEPTH) return null
  const { name, code, cause, rootCause } = error as {
    name?: unknown
    code?: unknown
    cause?: unknown
    rootCause?: unknown
  }
  const inner = codeOf(cause ?? rootCause, depth + 1)
  if (inner !== null) return inner
  if (typeof code === 'string' && code !== '') return code
  // fetch gives such an answer no code.
  return name === 'HTTPParserError' ? 'not_http' : null
}
