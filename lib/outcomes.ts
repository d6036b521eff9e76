import type { ErrorCode } from './errors.ts'

/** The ends that a handler can choose beside returning and throwing. */

export class RejectError extends Error {
  override readonly name = 'RejectError'
}

/** A call that was wrong before anything was sent: what is wrong with it stays so, at every attempt. */
export class InvalidCallError extends RejectError {
  readonly code: ErrorCode

  constructor(code: ErrorCode, message: string) {
    super(message)
    this.code = code
  }
}

export class RetryAfterError extends Error {
  override readonly name = 'RetryAfterError'
  readonly delayMs: number

  constructor(delayMs: number, reason: string) {
    super(reason)
    this.delayMs = delayMs
  }
}

/** The target is at fault, not this delivery: it counts for the handler's circuit. */
export class TargetUnavailableError extends Error {
  override readonly name = 'TargetUnavailableError'
}

/** Longest pause that a handler may ask for. */
const MAX_DELAY_MS = 7 * 24 * 60 * 60 * 1_000

/** Fails the delivery now: no further attempt would help. */
export function reject(reason: string): never {
  throw new RejectError(reason)
}

/**
 * Ends this attempt and sets the pause before the next one. It counts as an attempt.
 * @param delayMs 0 to 7 days, in milliseconds
 */
export function retryAfter(delayMs: number, reason: string): never {
  if (!Number.isFinite(delayMs) || delayMs < 0 || delayMs > MAX_DELAY_MS) {
    throw new RangeError(`retryAfter expects 0 to ${MAX_DELAY_MS} milliseconds, got ${delayMs}`)
  }
  throw new RetryAfterError(delayMs, reason)
}

/**
 * Ends this attempt because the target cannot be reached or is out of order. It is tried
 * again with the handler's backoff. When that happens in five different lanes in a row, the
 * handler's circuit opens: its lanes wait, without using up attempts, until a probe succeeds.
 * Connection errors, time-outs and errors with a `status` of 401, 407 or from 500 on count without
 * this.
 */
export function targetDown(reason: string): never {
  throw new TargetUnavailableError(reason)
}
