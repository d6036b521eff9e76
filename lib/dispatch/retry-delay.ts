import type { HandlerOptions } from '../handlers/handler-options.ts'

/** Half of every pause is chance, so that what failed together does not come back together. */
const JITTER = 0.5

/**
 * Pause before the next attempt (ms): doubled after each failure, up to the longest.
 * @param countedAttempts attempts that have failed so far, from 1
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

/** Of a pause that is asked of everybody so much is added by chance, so that not all come at its end. */
const SPREAD = 0.2

/** Pause before the next attempt where everybody was asked to wait (ms): never less than that. */
export function delayAfterPause(pauseMs: number, random: number): number {
  return pauseMs * (1 + SPREAD * random)
}
