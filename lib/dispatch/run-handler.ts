import type { HandlerEvent } from '../events/handler-event.ts'
import type { HandlerDefinition } from '../handlers/define-handler.ts'
import type { RegisteredHandler } from '../handlers/discover-handlers.ts'
import type { HandlerContext } from '../handlers/handler-context.ts'
import { readData } from '../handlers/read-data.ts'
import { RateLimited } from '../outbound/successfactors/rate-limit-gate.ts'
import { RejectError, RetryAfterError } from '../outcomes.ts'
import type { AttemptEnd } from './attempt-end.ts'
import { awaitCalls } from './await-calls.ts'

/** The reason of an aborted signal. */
export type AbortCause = 'timed-out' | 'lease-lost' | 'stopping'

/** Time for a handler to end after its signal was aborted (ms). */
const GRACE_MS = 1_000

/**
 * Runs a handler once. Waits for its real end, or for a grace period after the abort, so that attempts
 * rarely overlap.
 */
export async function runHandler(
  handler: RegisteredHandler,
  event: HandlerEvent,
  context: Omit<HandlerContext, 'signal'>,
  abort: AbortController,
): Promise<AttemptEnd> {
  const { timeoutMs } = handler.options
  if (abort.signal.aborted) return endOfAborted(abort.signal, timeoutMs)
  const limit = setTimeout(() => abort.abort(abortError('timed-out')), timeoutMs)
  let grace: NodeJS.Timeout | undefined
  const graceOver = new Promise<'grace over'>((resolve) => {
    abort.signal.addEventListener('abort', () => {
      grace = setTimeout(() => resolve('grace over'), GRACE_MS)
    })
  })
  try {
    const run = runChecked(handler.definition, event, { ...context, signal: abort.signal })
    const first = await Promise.race([run, graceOver])
    if (first !== 'grace over') return { kind: 'completed' }
    // A late failure must not end the process.
    run.catch(() => undefined)
    return endOfAborted(abort.signal, timeoutMs, STILL_RUNS)
  } catch (error) {
    if (isA(error, RejectError)) return { kind: 'rejected', error }
    if (isA(error, RetryAfterError)) return { kind: 'retry-after', delayMs: error.delayMs, error }
    if (isA(error, RateLimited)) return { kind: 'rate-limited', pauseMs: error.pauseMs, error }
    return abort.signal.aborted ? endOfAborted(abort.signal, timeoutMs) : { kind: 'failed', error }
  } finally {
    clearTimeout(limit)
    clearTimeout(grace)
  }
}

/** Validates the event by the schema first, within the same time limit. */
async function runChecked(
  { schema, run }: HandlerDefinition,
  event: HandlerEvent,
  context: HandlerContext,
): Promise<void> {
  await awaitCalls(context, async (watched) => {
    if (schema === undefined) return run(event, watched)
    const data = await readData(schema, event)
    context.signal.throwIfAborted()
    const withData = { ...event, data }
    return run(withData, watched)
  })
}

/** `instanceof` can throw for a proxy. */
function isA<Kind>(thrown: unknown, kind: new (...args: never[]) => Kind): thrown is Kind {
  try {
    return thrown instanceof kind
  } catch {
    return false
  }
}

export function abortError(cause: AbortCause): Error {
  return Object.assign(new Error(`aborted: ${cause}`), { name: 'AbortError', abortCause: cause })
}

/** Its effects can overlap with those of the next attempt, and exceed `concurrency`. */
const STILL_RUNS = ', and the handler still runs: pass signal to its calls'

function endOfAborted(signal: AbortSignal, timeoutMs: number, more = ''): AttemptEnd {
  const cause = (signal.reason as { abortCause?: AbortCause }).abortCause
  return cause === 'timed-out'
    ? { kind: 'timed-out', error: new Error(`the attempt took longer than ${timeoutMs} ms${more}`) }
    : { kind: 'released' }
}
