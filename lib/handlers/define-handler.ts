import type { HandlerContext } from './handler-context.ts'
import type { HandlerEvent } from './handler-event.ts'

export interface RetryOptions {
  /** attempts in all, the first included; default 8 */
  readonly attempts?: number
  /** pause after the first failure (ms), doubled after each further one; default 1,000 */
  readonly firstDelayMs?: number
  /** longest pause (ms); default one hour */
  readonly maxDelayMs?: number
}

export interface RateLimit {
  /** attempts that may start in `perMs`, of all instances together; evenly spread */
  readonly attempts: number
  /** milliseconds */
  readonly perMs: number
}

export interface HandlerDefinition {
  /** the event type it takes, a list of them, or `'*'` for every event */
  readonly on: string | readonly string[]
  /**
   * Whom the order is kept for, where the employee is not right. Synchronous; null or an empty
   * string = the default subject. When it throws, the delivery parks with the error.
   */
  readonly orderBy?: (event: HandlerEvent) => string | null
  readonly retry?: RetryOptions
  /**
   * When the attempts are used up or the handler rejects: `'park'` (default) keeps the later events
   * of the same subject waiting for an operator; `'skip'` records the failure and goes on.
   */
  readonly onFailure?: 'park' | 'skip'
  /** time limit of one attempt (ms); default 30,000 */
  readonly timeoutMs?: number
  /** deliveries that run at the same time, at most, in all instances together; default 10 */
  readonly concurrency?: number
  /** attempts per time, of all instances together; default none */
  readonly rateLimit?: RateLimit
  /**
   * When the first attempt may start, computed once, when the event is recorded. Synchronous. A date
   * that is past = now. An invalid date, one more than two years ahead, or a throw parks the delivery
   * with the reason. Needs `meanwhile`.
   */
  readonly startAt?: (event: HandlerEvent) => Date
  /**
   * What later events of the same subject do until then: `'wait'` behind it, in order, or
   * `'overtake'`: they run, and it takes the lane's next turn when its date comes, unless one of
   * them cancels it (`cancelScheduled`).
   */
  readonly meanwhile?: 'wait' | 'overtake'
  /** earlier names of this handler: it takes over their lanes */
  readonly formerly?: readonly string[]
  /** fields whose values are personal in what this handler logs, beside names, mail, addresses and ids */
  readonly masks?: readonly string[]
  /**
   * Does the work. Returning ends the delivery; throwing repeats it later; `reject(reason)` fails it
   * now; `retryAfter(ms, reason)` sets the pause. It runs at least once: use `idempotencyKey`.
   */
  readonly run: (event: HandlerEvent, context: HandlerContext) => unknown
}

/** What discovery looks for, so that any other default export is a clear mistake. */
const definitions = new WeakSet<object>()

/** Declares the default export of a file in `srv/handlers/`. The file's path is the handler's name. */
export function defineHandler(definition: HandlerDefinition): HandlerDefinition {
  const handler = Object.freeze({ ...definition })
  definitions.add(handler)
  return handler
}

export function isDefinedHandler(value: unknown): value is HandlerDefinition {
  return typeof value === 'object' && value !== null && definitions.has(value)
}
