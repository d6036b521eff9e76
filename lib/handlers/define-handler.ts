import type { StandardSchemaV1 } from '@standard-schema/spec'
import type { KnownEventType } from '../events/event-types.ts'
import type { HandlerEvent, Suggested } from '../events/handler-event.ts'
import type { EventSelector, SelectedEvent } from '../events/select-events.ts'
import type { HandlerContext } from './handler-context.ts'

export interface RetryOptions {
  /** total attempts, including the first; default 8 */
  readonly attempts?: number
  /** pause after the first failure (ms), doubled after each further one; default 1,000 */
  readonly firstDelayMs?: number
  /** longest pause (ms); default one hour */
  readonly maxDelayMs?: number
}

export interface RateLimit {
  /** attempts per `perMs`, over all instances, evenly spread */
  readonly attempts: number
  /** milliseconds */
  readonly perMs: number
}

/** The argument of `onForgotten`. The key is erased after the last handler has ended. */
export interface ForgottenSubject {
  /** SuccessFactors company; null = unknown */
  readonly company: string | null
  /** such as `userId` */
  readonly kind: string
  readonly key: string
}

/** The argument of `start`. It has no log: handlers never write to stdout. */
export interface StartContext extends Pick<HandlerContext, 'setting' | 'secret' | 'binding'> {
  /** aborts at the time limit */
  readonly signal: AbortSignal
}

type Schema = StandardSchemaV1 | undefined

/** The result of the schema. */
type DataOf<Given> = Given extends StandardSchemaV1
  ? { readonly data: StandardSchemaV1.InferOutput<Given> }
  : unknown

export interface HandlerDefinition<
  On = EventSelector,
  Event = HandlerEvent,
  Given extends Schema = Schema,
> {
  /**
   * The events to handle: an event type, a pattern (`com.successfactors.Employment.*`), a list of
   * these, `'*'` for every event, or a synchronous predicate. In a pattern `*` stands for one or
   * more characters, including dots. Case matters.
   */
  readonly on: Suggested<On, KnownEventType | '*'>
  /**
   * Any Standard Schema (zod, valibot, arktype, ...), also an asynchronous one. It validates the
   * plain view of the event (`EventView`); `run` gets the result as `event.data`. An invalid event
   * is rejected with the place and the schema's message, without values.
   */
  readonly schema?: Given
  /**
   * The key that keeps events in order, if the employee is not the right one. Synchronous; null or
   * an empty string = the default subject. If it throws, the delivery parks with the error.
   */
  readonly orderBy?: (event: Event) => string | null
  /** number of attempts and the pauses between them */
  readonly retry?: RetryOptions
  /**
   * After the last attempt or a rejection: `'park'` (default) lets later events of the same subject
   * wait for an operator; `'skip'` records the failure and continues.
   */
  readonly onFailure?: 'park' | 'skip'
  /** time limit of one attempt (ms); default 30,000 */
  readonly timeoutMs?: number
  /** concurrent deliveries in each process; default 10 */
  readonly concurrency?: number
  /**
   * Concurrent deliveries in all processes together; default: no limit. The database counts them,
   * so each start costs more.
   */
  readonly totalConcurrency?: number
  /** attempts per time, over all instances; default: no limit */
  readonly rateLimit?: RateLimit
  /**
   * The earliest time of the first attempt. Called once, when the event is recorded. Synchronous.
   * null or a past date = now. A throw, an invalid date or one more than two years ahead parks the delivery.
   * Needs `meanwhile`.
   */
  readonly startAt?: (event: Event) => Date | null
  /**
   * Later events of the same subject until `startAt`: `'wait'` keeps them behind this one, in
   * order; `'overtake'` runs them first. They can cancel it with `cancelScheduled`.
   */
  readonly meanwhile?: 'wait' | 'overtake'
  /** earlier names of this handler, whose lanes it takes over */
  readonly formerly?: readonly string[]
  /** further fields that are masked in the handler's log, besides names, mail, addresses and ids */
  readonly masks?: readonly string[]
  /**
   * Called once in each process before the first delivery, to open shared resources. Limit: 10 s.
   * If it throws, the service does not start; so do not call the target here.
   */
  readonly start?: (context: StartContext) => unknown
  /** Called once after the last delivery, when the service stops. Limit: 1 s. */
  readonly stop?: () => unknown
  /**
   * Called when a person or record is forgotten, to erase it at the target as well. It runs in the
   * person's lane, after every event, and is retried like an event. It runs at least once, but never for a
   * person who was hired again meanwhile.
   */
  readonly onForgotten?: (subject: ForgottenSubject, context: HandlerContext) => unknown
  /**
   * Handles one event. Returning completes the delivery and throwing retries it later.
   * `reject(reason)` fails it now; `retryAfter(ms, reason)` sets the pause. It runs at least once:
   * use `idempotencyKey`.
   */
  readonly run: (event: Event & DataOf<Given>, context: HandlerContext) => unknown
}

/** Recognizes the results of `defineHandler`. */
const definitions = new WeakSet<object>()

/**
 * Declares a handler: the default export of a file in `srv/handlers/`, whose name is the handler's
 * name. `on` and `schema` determine the type of the event.
 */
export function defineHandler<const On extends EventSelector, Given extends Schema = undefined>(
  definition: HandlerDefinition<On, SelectedEvent<On>, Given>,
): HandlerDefinition {
  // The types are right at run time: `on` and `schema` filter the events.
  const handler = Object.freeze({ ...definition }) as unknown as HandlerDefinition
  definitions.add(handler)
  return handler
}

export function isDefinedHandler(value: unknown): value is HandlerDefinition {
  return typeof value === 'object' && value !== null && definitions.has(value)
}
