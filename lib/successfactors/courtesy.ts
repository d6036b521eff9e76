import { setTimeout as delay } from 'node:timers/promises'
import { LRUCache } from 'lru-cache'
import pLimit, { type LimitFunction } from 'p-limit'
import { DestinationError } from '../destinations/destination-error.ts'
import { RetryLater } from '../handlers/ends.ts'

/** SAP publishes no figure; two to four at a time is what others found to be well. */
const AT_A_TIME = 4
/** What SuccessFactors asks for at present where it says nothing (SAP KBA 3159263). */
const DEFAULT_PAUSE_MS = 300_000
/** A longer pause is not waited for: the delivery is tried again after it. */
const LONGEST_WAIT_MS = 5_000
const MOST_WAITS = 3
const MAX_DESTINATIONS = 100

/** What all attempts of a process owe to SuccessFactors together. */
export interface Courtesy {
  /** Runs a call when it may run. Rejects with RetryLater where that is not soon. */
  run<Result>(
    destination: string,
    signal: AbortSignal,
    call: () => Promise<Result>,
  ): Promise<Result>
}

export interface CourtesyOptions {
  /** milliseconds */
  readonly now?: () => number
  readonly wait?: (ms: number, signal: AbortSignal) => Promise<void>
}

/**
 * At most four calls at a time, and one pause for all when it says that it is too much: 429, or 503
 * with `Retry-After`.
 */
export function createCourtesy(options: CourtesyOptions = {}): Courtesy {
  const { now = Date.now, wait = (ms, signal) => delay(ms, undefined, { signal }) } = options
  const limits = new LRUCache<string, LimitFunction>({ max: MAX_DESTINATIONS })
  const pausedUntil = new LRUCache<string, number>({ max: MAX_DESTINATIONS })

  async function whenAllowed(destination: string, signal: AbortSignal): Promise<void> {
    const pauseMs = (pausedUntil.get(destination) ?? 0) - now()
    if (pauseMs <= 0) return
    if (pauseMs > LONGEST_WAIT_MS) throw later(destination, pauseMs)
    await wait(pauseMs, signal)
  }

  return {
    async run(destination, signal, call) {
      const limit = limits.get(destination) ?? pLimit(AT_A_TIME)
      limits.set(destination, limit)
      for (let waits = 1; ; waits += 1) {
        await whenAllowed(destination, signal)
        try {
          return await limit(call)
        } catch (error) {
          const pauseMs = pauseAskedFor(error)
          if (pauseMs === null) throw error
          const until = Math.max(pausedUntil.get(destination) ?? 0, now() + pauseMs)
          pausedUntil.set(destination, until)
          if (waits >= MOST_WAITS) throw later(destination, pauseMs)
        }
      }
    },
  }
}

/** null = it is no matter of a pause */
function pauseAskedFor(error: unknown): number | null {
  if (!(error instanceof DestinationError)) return null
  const { status, retryAfterMs } = error
  if (status === 429) return retryAfterMs ?? DEFAULT_PAUSE_MS
  return status === 503 ? retryAfterMs : null
}

function later(destination: string, pauseMs: number): RetryLater {
  const seconds = Math.ceil(pauseMs / 1_000)
  return new RetryLater(pauseMs, `"${destination}" asked to wait: ${seconds} s`)
}
