import { nextState } from '../dispatch/next-state.ts'
import type { createOnce } from '../dispatch/once.ts'
import type { HandlerEvent } from '../events/handler-event.ts'
import type { RegisteredHandler } from '../handlers/discover-handlers.ts'
import type { DestinationSource } from '../outbound/destinations/destination.ts'
import { type AttemptOptions, type RunAttempt, runOneAttempt } from './run-one-attempt.ts'

export interface AttemptsOptions extends AttemptOptions {
  /** number of the first attempt; more than 1 = earlier ones failed */
  readonly attempt?: number
  /** stops after this many attempts; default: until the delivery ends */
  readonly maxAttempts?: number
  /**
   * random factor of each pause, 0 to 1; default 1: the longest pauses, such as 1,000, 2,000, 4,000
   * ms
   */
  readonly random?: number
  /** called instead of waiting, so that a test can change its clock or its answers */
  readonly onPause?: (pause: Pause) => unknown
}

export interface Pause {
  /** the pause of the service (ms) */
  readonly delayMs: number
  /** the delivery's clock at the next attempt */
  readonly until: Date
  /** number of the next attempt */
  readonly nextAttempt: number
}

/** The result of one attempt. */
export interface DeliveredAttempt extends Omit<RunAttempt, 'end'> {
  readonly attempt: number
  /** the delivery's clock at the start */
  readonly at: Date
  /** pause before the next attempt (ms); null = none */
  readonly delayMs: number | null
}

export interface EndedDelivery {
  /**
   * `failed`: all attempts failed. `released`: returned, because the service stops. `retry`: more
   * attempts would follow, after `maxAttempts` or repeated pauses of SuccessFactors.
   */
  readonly outcome: 'completed' | 'failed' | 'rejected' | 'released' | 'retry'
  /** later events of the same subject now wait for an operator */
  readonly parks: boolean
  readonly attempts: readonly DeliveredAttempt[]
}

/** Rate-limited attempts do not count and could continue for ever. */
const MOST_PAUSES = 10

/**
 * Runs attempts until the delivery ends, with the service's retry policy and a clock that never
 * waits.
 */
export async function runAttempts(
  handler: RegisteredHandler,
  event: HandlerEvent,
  options: AttemptsOptions,
  effects: Parameters<typeof createOnce>[0],
  destinations: DestinationSource,
  startsAt: Date,
): Promise<EndedDelivery> {
  const { attempt: first = 1, maxAttempts = Number.POSITIVE_INFINITY, random = 1 } = options
  const attempts: DeliveredAttempt[] = []
  let at = startsAt
  let countedAttempts = first - 1
  let pauses = 0
  for (let attempt = first; ; attempt += 1) {
    const { end, ...run } = await runOneAttempt(
      handler,
      event,
      { ...options, attempt },
      effects,
      destinations,
    )
    const { next, ...counted } = nextState(end, countedAttempts, handler.options, random)
    const delayMs = next.state === 'retrying' ? next.delayMs : null
    attempts.push({ ...run, attempt, at, delayMs })
    if (next.state === 'failed') {
      const outcome = end.kind === 'rejected' ? 'rejected' : 'failed'
      return { outcome, parks: next.lane === 'parks', attempts }
    }
    if (delayMs === null) {
      const outcome = end.kind === 'completed' ? 'completed' : 'released'
      return { outcome, parks: false, attempts }
    }
    pauses = end.kind === 'rate-limited' ? pauses + 1 : 0
    if (attempts.length >= maxAttempts || pauses === MOST_PAUSES) {
      return { outcome: 'retry', parks: false, attempts }
    }
    countedAttempts = counted.countedAttempts
    at = new Date(at.getTime() + delayMs)
    await options.onPause?.({ delayMs, until: at, nextAttempt: attempt + 1 })
  }
}
