import { nextState } from '../dispatch/next-state.ts'
import type { createOnce } from '../dispatch/once.ts'
import type { HandlerEvent } from '../events/handler-event.ts'
import type { RegisteredHandler } from '../handlers/discover-handlers.ts'
import type { DestinationSource } from '../outbound/destinations/destination.ts'
import { type AttemptOptions, type RunAttempt, runOneAttempt } from './run-one-attempt.ts'

export interface AttemptsOptions extends AttemptOptions {
  /** number of the first attempt, from 1; more than 1 = others failed before */
  readonly attempt?: number
  /** stops after so many attempts although more would come; default: until the delivery ends */
  readonly maxAttempts?: number
  /** the chance in each pause, 0 to 1; default 1: the longest, such as 1,000, 2,000, 4,000 ms */
  readonly random?: number
  /** told instead of waiting, so that a test can move its own clock or change what answers */
  readonly onPause?: (pause: Pause) => unknown
}

export interface Pause {
  /** how long the service would wait (ms) */
  readonly delayMs: number
  /** the delivery's clock when the next attempt starts */
  readonly until: Date
  /** number of the attempt that comes next */
  readonly nextAttempt: number
}

/** One attempt: how it ended, and what it logged. */
export interface DeliveredAttempt extends Omit<RunAttempt, 'end'> {
  readonly attempt: number
  /** the delivery's clock when it started */
  readonly at: Date
  /** pause before the next one (ms); null = there is none */
  readonly delayMs: number | null
}

export interface EndedDelivery {
  /**
   * `failed`: every attempt failed. `released`: given back because the service stops. `retry`: only
   * with `maxAttempts`, more attempts would come, and where SuccessFactors asks for one pause after
   * another.
   */
  readonly outcome: 'completed' | 'failed' | 'rejected' | 'released' | 'retry'
  /** later events of the same subject wait for an operator now */
  readonly parks: boolean
  readonly attempts: readonly DeliveredAttempt[]
}

/** They use up no attempts and could go on for ever. */
const MOST_PAUSES = 10

/** Runs attempts until the delivery ends, with the service's policy and a clock that never waits. */
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
  let tries = first - 1
  let pauses = 0
  for (let attempt = first; ; attempt += 1) {
    const { end, ...run } = await runOneAttempt(
      handler,
      event,
      { ...options, attempt },
      effects,
      destinations,
    )
    const { next, countedAttempts: failed } = nextState(end, tries, handler.options, random)
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
    pauses = end.kind === 'asked-to-wait' ? pauses + 1 : 0
    if (attempts.length >= maxAttempts || pauses === MOST_PAUSES) {
      return { outcome: 'retry', parks: false, attempts }
    }
    tries = failed
    at = new Date(at.getTime() + delayMs)
    await options.onPause?.({ delayMs, until: at, nextAttempt: attempt + 1 })
  }
}
