import type { HandlerOptions } from '../handlers/handler-options.ts'

/** Random share of each pause, so that simultaneous failures do not retry together. */
const JITTER = 0.5

/**
 * Pause before the next attempt (ms): doubles after each failure, up to the maximum.
 * @param countedAttempts failed attempts so far, from 1
 * @param random 0 to 1
 */
export function retryDelay(
  countedAttempts: number,
  retry: HandlerOptions['retry'],
  random: number,
): number {
  const full = Math.min(retry.maxDelayMs, retry.firstDelayMs * 2 ** (countedAttempts - 1))
  return full * (1 - JITTER) + full * JITTER * random
}

/** Random addition to a rate-limit pause, so that not all calls come at its end. */
const SPREAD = 0.2

/** Pause before the next attempt after a rate limit (ms); never shorter than requested. */
export function delayAfterPause(pauseMs: number, random: number): number {
  return pauseMs * (1 + SPREAD * random)
}
