import { setTimeout as delay } from 'node:timers/promises'
import { LRUCache } from 'lru-cache'
import pLimit, { type LimitFunction } from 'p-limit'
import { DestinationError } from '../destinations/destination-error.ts'

/** SAP publishes no limit; two to four concurrent calls work in practice. */
const AT_A_TIME = 4
/** SuccessFactors' present pause if the answer names none (SAP KBA 3159263). */
const DEFAULT_PAUSE_MS = 300_000
/** Longer pauses end the attempt; the delivery is retried after the pause. */
const LONGEST_WAIT_MS = 5_000
const MOST_REFUSALS = 3
const MAX_DESTINATIONS = 100

/** The shared limits of all calls of a process to SuccessFactors. */
export interface RateLimitGate {
  /**
   * Runs a call as soon as the limits allow it. Rejects with RateLimited if that takes too long.
   */
  run<Result>(
    destination: string,
    signal: AbortSignal,
    call: () => Promise<Result>,
  ): Promise<Result>
}

export interface RateLimitGateOptions {
  /** milliseconds */
  readonly now?: () => number
  readonly wait?: (ms: number, signal: AbortSignal) => Promise<void>
}

/** At most four concurrent calls, and one shared pause after 429, or 503 with `Retry-After`. */
export function createRateLimitGate(options: RateLimitGateOptions = {}): RateLimitGate {
  const { now = Date.now, wait = (ms, signal) => delay(ms, undefined, { signal }) } = options
  const limits = new LRUCache<string, LimitFunction>({ max: MAX_DESTINATIONS })
  const pausedUntil = new LRUCache<string, number>({ max: MAX_DESTINATIONS })

  const pauseOf = (destination: string) => (pausedUntil.get(destination) ?? 0) - now()

  async function whenAllowed(destination: string, signal: AbortSignal): Promise<void> {
    const pauseMs = pauseOf(destination)
    if (pauseMs <= 0) return
    if (pauseMs > LONGEST_WAIT_MS) throw new RateLimited(destination, pauseMs)
    await wait(pauseMs, signal)
  }

  /** Starts a pause before it frees its place, so that the next queued call sees it. */
  async function send<Result>(destination: string, call: () => Promise<Result>) {
    // A pause may have begun while this call was queued.
    if (pauseOf(destination) > 0) return { kind: 'not sent' } as const
    try {
      return { kind: 'answered', result: await call() } as const
    } catch (error) {
      const pauseMs = pauseAskedFor(error)
      if (pauseMs === null) throw error
      const until = Math.max(pausedUntil.get(destination) ?? 0, now() + pauseMs)
      pausedUntil.set(destination, until)
      return { kind: 'refused', pauseMs, error } as const
    }
  }

  return {
    async run(destination, signal, call) {
      const limit = limits.get(destination) ?? pLimit(AT_A_TIME)
      limits.set(destination, limit)
      for (let refusals = 0; ; ) {
        await whenAllowed(destination, signal)
        const sent = await limit(() => send(destination, call))
        if (sent.kind === 'answered') return sent.result
        if (sent.kind === 'not sent') continue
        refusals += 1
        if (sent.pauseMs > LONGEST_WAIT_MS || refusals === MOST_REFUSALS) {
          const pauseMs = Math.max(sent.pauseMs, LONGEST_WAIT_MS)
          throw new RateLimited(destination, pauseMs, { cause: sent.error })
        }
      }
    },
  }
}

/** null = not a rate limit */
function pauseAskedFor(error: unknown): number | null {
  if (!(error instanceof DestinationError)) return null
  const { status, retryAfterMs } = error
  if (status === 429) return retryAfterMs ?? DEFAULT_PAUSE_MS
  return status === 503 ? retryAfterMs : null
}

/**
 * SuccessFactors limits the rate: the delivery is not at fault, and no attempt is used up. Its
 * cause is the answer; without a cause nothing was sent.
 */
export class RateLimited extends Error {
  override readonly name = 'RateLimited'
  readonly code = 'rate_limited'
  readonly pauseMs: number

  constructor(destination: string, pauseMs: number, options?: ErrorOptions) {
    super(`"${destination}" asked to wait: ${Math.ceil(pauseMs / 1_000)} s`, options)
    this.pauseMs = pauseMs
  }
}
