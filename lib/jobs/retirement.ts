import type { RetiredHandler } from '../store/registry/retire-handlers.ts'

export interface RetirementOptions {
  /** pause between two runs */
  readonly everyMs: number
  /** an instance without a heartbeat for this time counts as gone */
  readonly silenceMs: number
  /** monotonic milliseconds */
  readonly now: () => number
  readonly beat: () => Promise<void>
  readonly retire: () => Promise<readonly RetiredHandler[]>
  readonly onRetired: (handler: RetiredHandler) => void
}

/** A longer delay means an outage of the database, or of this process. */
const LATE = 1.5

/**
 * Retires handlers that no instance has. During an outage of the database no instance can send
 * heartbeats: after one, waits until the others had the time to do so.
 */
export function retirement(options: RetirementOptions): () => Promise<boolean> {
  const { everyMs, silenceMs, now, beat, retire, onRetired } = options
  let lookedAt = now()
  let trustedFrom = lookedAt
  return async () => {
    await beat()
    const at = now()
    if (at - lookedAt > LATE * everyMs) trustedFrom = at + silenceMs
    lookedAt = at
    if (at < trustedFrom) return false
    for (const handler of await retire()) onRetired(handler)
    return false
  }
}
