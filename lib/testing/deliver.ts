import { noDestinations } from '../destinations/no-destinations.ts'
import type { AttemptEnd } from '../dispatch/attempt-end.ts'
import { createAttemptLog, type LogLine } from '../dispatch/attempt-log.ts'
import { createOnce } from '../dispatch/once.ts'
import { abortError, runHandler } from '../dispatch/run-handler.ts'
import { type HandlerDefinition, isDefinedHandler } from '../handlers/define-handler.ts'
import type { HandlerEvent } from '../handlers/handler-event.ts'
import { type HandlerOptions, readHandlerOptions } from '../handlers/handler-options.ts'
import { fieldRules } from '../masking/field-rules.ts'
import { maskFor } from '../masking/mask-text.ts'
import { createCourtesy } from '../successfactors/courtesy.ts'
import { createSuccessFactors } from '../successfactors/create-successfactors.ts'

export interface DeliverOptions {
  /** from 1; a repeated attempt has the same idempotencyKey */
  readonly attempt?: number
  readonly idempotencyKey?: string
  readonly isReplay?: boolean
  readonly late?: boolean
  /** what `setting` answers with; all else has the fallback */
  readonly settings?: Readonly<Record<string, string>>
  /** effects of `once` that an earlier attempt has finished, with what they returned */
  readonly finished?: Readonly<Record<string, unknown>>
  /** effects of `once` that an earlier attempt began and was not heard to end */
  readonly inDoubt?: readonly string[]
  /** how many scheduled deliveries `cancelScheduled` finds; default none */
  readonly scheduled?: number
  /** time limit instead of the handler's own (ms) */
  readonly timeoutMs?: number
  /** aborting it is what a stop of the service does */
  readonly stop?: AbortSignal
}

/** How one attempt ended, and what it left behind. */
export interface Delivered {
  readonly outcome: 'completed' | 'retry' | 'rejected' | 'timed-out' | 'released'
  /** what the handler rejected with or threw, masked as it would be stored; null = completed */
  readonly reason: string | null
  /** pause that retryAfter asked for (ms); null = the handler's own backoff */
  readonly retryDelayMs: number | null
  /** masked as they would be stored: values of keys and parameters become their names */
  readonly log: readonly LogLine[]
}

/**
 * Runs one attempt of a handler, without server or database, as the service would.
 * Throws when the service would refuse the handler, or never give it this event.
 */
export async function deliver(
  handler: HandlerDefinition,
  event: HandlerEvent,
  options: DeliverOptions = {},
): Promise<Delivered> {
  const own = optionsOf(handler)
  if (!own.on.includes('*') && !own.on.some((type) => type === event.type)) {
    throw new Error(`expected an event of a type that the handler takes, got '${event.type}'`)
  }
  const mask = maskFor(event, fieldRules({ masked: own.masks }))
  const { log, lines } = createAttemptLog(mask, () => performance.now())
  const abort = new AbortController()
  const stop = () => abort.abort(abortError('stopping'))
  // Later, so that the run hears of it.
  if (options.stop?.aborted) queueMicrotask(stop)
  options.stop?.addEventListener('abort', stop, { once: true })
  const end = await runHandler(
    {
      id: 0,
      name: 'handler',
      definition: handler,
      options: { ...own, timeoutMs: options.timeoutMs ?? own.timeoutMs },
    },
    event,
    {
      log,
      once: createOnce(createEffects(options), abort.signal),
      cancelScheduled: async () => options.scheduled ?? 0,
      idempotencyKey: options.idempotencyKey ?? `${event.messageId}:${event.ordinal}:1`,
      attempt: options.attempt ?? 1,
      isReplay: options.isReplay ?? false,
      late: options.late ?? false,
      fence: '1',
      destination: (name) => noDestinations.destination(name),
      successfactors: (asked) =>
        createSuccessFactors(
          { source: noDestinations, courtesy: createCourtesy(), signal: abort.signal },
          asked,
        ),
      setting: (name, fallback) => options.settings?.[name] ?? fallback,
      correlationId: 'test',
    },
    abort,
  )
  options.stop?.removeEventListener('abort', stop)
  return {
    outcome: outcomeOf(end),
    reason: 'error' in end ? mask.text(textOf(end.error)) : null,
    retryDelayMs: end.kind === 'retry-after' ? end.delayMs : null,
    log: lines,
  }
}

/** The memory of `once` for one attempt. */
function createEffects({ finished = {}, inDoubt = [] }: DeliverOptions) {
  const results = new Map(Object.entries(finished))
  return {
    begin: async (name: string) =>
      results.has(name)
        ? ({ kind: 'finished', result: results.get(name) } as const)
        : ({ kind: 'begun', inDoubt: inDoubt.includes(name) } as const),
    end: async (name: string, result: string | null) =>
      void results.set(name, result === null ? undefined : JSON.parse(result)),
  }
}

function optionsOf(handler: HandlerDefinition): HandlerOptions {
  if (!isDefinedHandler(handler)) {
    throw new Error('expected a handler made by defineHandler')
  }
  const { options, mistakes } = readHandlerOptions(handler)
  if (options === null) throw new Error(`the handler is not right: ${mistakes.join('; ')}`)
  return options
}

function outcomeOf(end: AttemptEnd): Delivered['outcome'] {
  switch (end.kind) {
    case 'failed':
    case 'retry-after':
      return 'retry'
    case 'completed':
    case 'rejected':
    case 'timed-out':
    case 'released':
      return end.kind
    default:
      throw new Error(`an attempt that is run does not end as ${end.kind}`)
  }
}

function textOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
