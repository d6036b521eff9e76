import { setTimeout as delay } from 'node:timers/promises'

export interface WaitLimits {
  readonly timeoutMs: number
  readonly everyMs: number
}

/** Asks `condition` again and again until it gives a value; null when the time is over. */
export async function waitUntil<T>(
  condition: () => Promise<T | null>,
  { timeoutMs, everyMs }: WaitLimits,
): Promise<T | null> {
  const end = performance.now() + timeoutMs
  for (;;) {
    const value = await condition()
    if (value !== null) return value
    if (performance.now() >= end) return null
    await delay(everyMs)
  }
}
