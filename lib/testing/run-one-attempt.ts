import type { LogLine } from '../api/attempt-records.ts'
import { bindingReader, secretReader } from '../config/secrets.ts'
import { pathWordsOf } from '../dispatch/api-path-words.ts'
import { createAttemptCalls } from '../dispatch/attempt-calls.ts'
import type { AttemptEnd } from '../dispatch/attempt-end.ts'
import { createAttemptLog } from '../dispatch/attempt-log.ts'
import { createOnce } from '../dispatch/once.ts'
import { abortError, runHandler } from '../dispatch/run-handler.ts'
import type { HandlerEvent } from '../events/handler-event.ts'
import type { StartContext } from '../handlers/define-handler.ts'
import type { RegisteredHandler } from '../handlers/discover-handlers.ts'
import { fieldRules } from '../masking/field-rules.ts'
import { maskFor } from '../masking/mask-text.ts'
import { withSecrets } from '../masking/secret-values.ts'
import type { DestinationSource } from '../outbound/destinations/destination.ts'
import { createSuccessFactors } from '../outbound/successfactors/create-successfactors.ts'
import { createRateLimitGate } from '../outbound/successfactors/rate-limit-gate.ts'

/** Values of the handler's context. */
export interface AttemptOptions {
  /** the same in all attempts */
  readonly idempotencyKey?: string
  readonly isReplay?: boolean
  readonly late?: boolean
  /** values of `setting`; others have the fallback */
  readonly settings?: Readonly<Record<string, string>>
  /** values of `secret`, masked as in the service; others throw */
  readonly secrets?: Readonly<Record<string, string>>
  /** credentials of `binding` by label or instance name; others throw */
  readonly bindings?: Readonly<Record<string, Readonly<Record<string, unknown>>>>
  /** result of `cancelScheduled`; default 0 */
  readonly scheduled?: number
  /** time limit of an attempt instead of the handler's own (ms) */
  readonly timeoutMs?: number
  /** aborting it simulates a stop of the service */
  readonly stop?: AbortSignal
}

export interface RunAttempt {
  readonly end: AttemptEnd
  readonly outcome: 'completed' | 'retry' | 'rejected' | 'timed-out' | 'released'
  /** the rejection or error, masked as stored; null = completed */
  readonly reason: string | null
  /** the same as thrown, with its stack and not masked; null = completed */
  readonly error: Error | null
  /** masked as stored */
  readonly log: readonly LogLine[]
}

const CORRELATION_ID = 'test'

/** Runs a handler once, with the context of the service. */
export async function runOneAttempt(
  handler: RegisteredHandler,
  event: HandlerEvent,
  options: AttemptOptions & { readonly attempt: number },
  effects: Parameters<typeof createOnce>[0],
  destinations: DestinationSource,
): Promise<RunAttempt> {
  const rules = fieldRules({ masked: handler.options.masks })
  const mask = withSecrets(maskFor([event], rules))
  const now = () => performance.now()
  const { log, lines } = createAttemptLog(mask, now)
  const abort = new AbortController()
  const { signal } = abort
  const idempotencyKey = options.idempotencyKey ?? `${event.messageId}:${event.ordinal}:1`
  const pathWords = pathWordsOf(handler.definition.run)
  const attempt = {
    correlationId: CORRELATION_ID,
    ...{ idempotencyKey, signal, log, mask, rules, pathWords, now },
  }
  const outbound = createAttemptCalls(destinations, attempt)
  const stop = () => abort.abort(abortError('stopping'))
  // Asynchronously, so that the run gets the signal.
  if (options.stop?.aborted) queueMicrotask(stop)
  options.stop?.addEventListener('abort', stop, { once: true })
  const end = await runHandler(
    handler,
    event,
    {
      log,
      once: createOnce(effects, signal),
      cancelScheduled: async () => options.scheduled ?? 0,
      idempotencyKey,
      attempt: options.attempt,
      isReplay: options.isReplay ?? false,
      late: options.late ?? false,
      fence: '1',
      destination: outbound.destination,
      successfactors: (asked) =>
        createSuccessFactors(
          { source: outbound, rateLimitGate: createRateLimitGate(), signal },
          asked,
        ),
      ...secretsOf(options),
      setting: (name, fallback) => options.settings?.[name] ?? fallback,
      correlationId: CORRELATION_ID,
    },
    abort,
  )
  options.stop?.removeEventListener('abort', stop)
  const reason = 'error' in end ? mask.text(textOf(end.error)) : null
  return { end, outcome: outcomeOf(end), reason, error: thrownIn(end), log: lines }
}

function outcomeOf(end: AttemptEnd): RunAttempt['outcome'] {
  switch (end.kind) {
    case 'failed':
    case 'retry-after':
    case 'rate-limited':
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

/** `secret` and `binding` of a test. */
export function secretsOf({
  secrets,
  bindings,
}: AttemptOptions): Pick<StartContext, 'secret' | 'binding'> {
  return {
    secret: secretReader((name) => secrets?.[name]),
    binding: bindingReader(() =>
      Object.entries(bindings ?? {}).map(([label, credentials]) => ({
        ...{ label, name: label, credentials },
      })),
    ),
  }
}

function thrownIn(end: AttemptEnd): Error | null {
  if (!('error' in end)) return null
  return end.error instanceof Error ? end.error : new Error(textOf(end.error))
}

function textOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
