import type { StandardSchemaV1 } from '@standard-schema/spec'
import type { ReadSetting } from '../config/process-environment.ts'
import type { HandlerEvent } from '../events/handler-event.ts'
import type { EventSelector, SelectedEvent } from '../events/select-events.ts'
import type { HandlerContext } from './handler-context.ts'

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

/** What `start` is given. There is no log: nothing that a handler says goes to stdout. */
export interface StartContext {
  /** aborts at the time limit */
  readonly signal: AbortSignal
  readonly setting: ReadSetting
}

type Schema = StandardSchemaV1 | undefined

/** What a schema has made of the event. */
type DataOf<Given> = Given extends StandardSchemaV1
  ? { readonly data: StandardSchemaV1.InferOutput<Given> }
  : unknown

export interface HandlerDefinition<
  On = EventSelector,
  Event = HandlerEvent,
  Given extends Schema = Schema,
> {
  /**
   * What it takes: an event type, a pattern (`com.successfactors.Employment.*`), a list of them, `'*'`
   * for every event, or a synchronous predicate. In a pattern `*` stands for one or more characters,
   * dots included; capitals count.
   */
  readonly on: On
  /**
   * Any Standard Schema (zod, valibot, arktype, ...), also an asynchronous one. It is given the view of
   * the event (`EventView`), and `run` finds what it returns in `event.data`. Where it finds something
   * wrong the event is rejected, with the place and the schema's words, without values.
   */
  readonly schema?: Given
  /**
   * Whom the order is kept for, where the employee is not right. Synchronous; null or an empty
   * string = the default subject. When it throws, the delivery parks with the error.
   */
  readonly orderBy?: (event: Event) => string | null
  readonly retry?: RetryOptions
  /**
   * When the attempts are used up or the handler rejects: `'park'` (default) keeps the later events
   * of the same subject waiting for an operator; `'skip'` records the failure and goes on.
   */
  readonly onFailure?: 'park' | 'skip'
  /** time limit of one attempt (ms); default 30,000 */
  readonly timeoutMs?: number
  /** deliveries that run at the same time, at most, in each process; default 10 */
  readonly concurrency?: number
  /**
   * Deliveries that run at the same time, at most, in all processes together; default: no limit. The
   * database counts them, so that each start costs more.
   */
  readonly totalConcurrency?: number
  /** attempts per time, of all instances together; default none */
  readonly rateLimit?: RateLimit
  /**
   * When the first attempt may start, computed once, when the event is recorded. Synchronous. A date
   * that is past = now. An invalid date, one more than two years ahead, or a throw parks the delivery
   * with the reason. Needs `meanwhile`.
   */
  readonly startAt?: (event: Event) => Date
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
   * Once in each process that runs handlers, before the first of its deliveries: opens what runs
   * share. It has 10 s. When it throws, the service does not start; so do not call the target here.
   */
  readonly start?: (context: StartContext) => unknown
  /** Once, after the last run, when the service stops: closes what `start` has opened. It has 1 s. */
  readonly stop?: () => unknown
  /**
   * Does the work. Returning ends the delivery; throwing repeats it later; `reject(reason)` fails it
   * now; `retryAfter(ms, reason)` sets the pause. It runs at least once: use `idempotencyKey`.
   */
  readonly run: (event: Event & DataOf<Given>, context: HandlerContext) => unknown
}

/** What discovery looks for, so that any other default export is a clear mistake. */
const definitions = new WeakSet<object>()

/**
 * Declares the default export of a file in `srv/handlers/`. The file's path is the handler's name.
 * What `run` is given is typed by `on` and `schema`.
 */
export function defineHandler<const On extends EventSelector, Given extends Schema = undefined>(
  definition: HandlerDefinition<On, SelectedEvent<On>, Given>,
): HandlerDefinition {
  // Only events that `on` takes are given to it, with the data of its schema.
  const handler = Object.freeze({ ...definition }) as unknown as HandlerDefinition
  definitions.add(handler)
  return handler
}

export function isDefinedHandler(value: unknown): value is HandlerDefinition {
  return typeof value === 'object' && value !== null && definitions.has(value)
}
